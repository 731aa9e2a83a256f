package dev.regraft.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads that do the parts of a job together: the owner's, which makes this and calls it, and others that end with it. When the
 * owner is interrupted, all stop at their next {@link #check()}.
 */
final class Crew implements AutoCloseable {

    private static final int MOST_THREADS = 4;

    private final Thread owner = Thread.currentThread();
    private final int others;
    private final ExecutorService threads;
    private volatile boolean stopped;

    /** One part of a job. */
    @FunctionalInterface
    interface Part {
        void run(int index) throws InterruptedException;
    }

    Crew(int size) {
        this.others = size - 1;
        this.threads = others == 0 ? null : Executors.newFixedThreadPool(others, Thread.ofPlatform().daemon().name("learner-", 0).factory());
    }

    /** As many threads as there are processors, at most 4. */
    static Crew ofProcessors() {
        return new Crew(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Does the parts 0 to {@code count} − 1, each once, on any thread; to be called by the owner alone, and not from a part.
     *
     * @throws InterruptedException if the owner was interrupted; no part runs any more
     */
    void each(int count, Part part) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < Math.min(others, count - 1); i++) {
            running.add(threads.submit(() -> work(next, count, part)));
        }
        try {
            work(next, count, part);
        } finally {
            next.set(count);
            await(running);
        }
        check();
    }

    private Void work(AtomicInteger next, int count, Part part) throws InterruptedException {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            check();
            part.run(i);
        }
        return null;
    }

    private void await(List<Future<Void>> running) {
        for (Future<Void> future : running) {
            boolean done = false;
            while (!done) {
                try {
                    future.get();
                    done = true;
                } catch (InterruptedException e) {
                    stopped = true;
                } catch (ExecutionException e) {
                    done = true;
                    if (!(e.getCause() instanceof InterruptedException)) {
                        throw new IllegalStateException("a part of learning failed", e.getCause());
                    }
                }
            }
        }
    }

    /** @throws InterruptedException if the owner was interrupted */
    void check() throws InterruptedException {
        if (Thread.currentThread() == owner && Thread.interrupted()) {
            stopped = true;
        }
        if (stopped) {
            throw new InterruptedException("nobody wants the head any more");
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
