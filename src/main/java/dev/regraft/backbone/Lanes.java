package dev.regraft.backbone;

import dev.regraft.backbone.Request.Job;
import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The fixed threads that run all backbones. Platform threads, because a native call would pin a virtual thread's carrier; daemons,
 * so that they never hold up the end of the JVM.
 *
 * <p>A request that finds a lane free starts at once: there is no waiting for company. Company forms by itself while all lanes are
 * busy. The queue belongs to the lock; runs and completions happen outside it.
 */
final class Lanes implements AutoCloseable {

    private final LaneQueue queue;
    private final int maxWaitingRequests;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder itemsExtracted = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();
    private int idle;
    private boolean closing;

    Lanes(LaneSettings settings) {
        this.queue = new LaneQueue(settings.maxBatchTokens());
        this.maxWaitingRequests = settings.maxWaitingRequests();
        for (int i = 0; i < settings.lanes(); i++) {
            threads.add(Thread.ofPlatform().name("regraft-lane-" + i).daemon().start(this::runUntilClosed));
        }
    }

    /** Requests to serve that wait for a lane. */
    int waiting() {
        lock.lock();
        try {
            return queue.waitingToServe();
        } finally {
            lock.unlock();
        }
    }

    /** Lanes that have nothing to do. */
    int idle() {
        lock.lock();
        try {
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /** Items whose features have been made since the start. */
    long itemsExtracted() {
        return itemsExtracted.sum();
    }

    /** How long lanes have run since the start, summed over them, in ns. */
    long busyNanos() {
        return busyNanos.sum();
    }

    /**
     * Throws what {@link #submit} would, before work is spent on a request that cannot be taken.
     *
     * @throws LanesFullException if too many requests to serve wait
     * @throws IllegalStateException if the lanes are closing
     */
    void requireRoom(Priority priority) {
        lock.lock();
        try {
            if (closing) {
                throw new IllegalStateException("lanes must be open");
            }
            if (priority == Priority.SERVE && queue.waitingToServe() >= maxWaitingRequests) {
                throw new LanesFullException(queue.waitingToServe(), maxWaitingRequests);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues a request of at least one input; when its future is done, however that came, what has not begun is dropped. */
    void submit(Request request) {
        lock.lock();
        try {
            requireRoom(request.priority);
            queue.add(request);
            if (request.inputs.size() == 1) {
                work.signal();
            } else {
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
        request.future.whenComplete((extractions, failure) -> abandon(request));
    }

    private void abandon(Request request) {
        lock.lock();
        try {
            queue.abandon(request);
        } finally {
            lock.unlock();
        }
    }

    private void runUntilClosed() {
        for (List<Job> jobs = next(); !jobs.isEmpty(); jobs = next()) {
            run(jobs);
        }
    }

    /** The jobs of the next run; empty when the lanes are closing and nothing is left. */
    private List<Job> next() {
        lock.lock();
        try {
            List<Job> jobs = queue.take(idle + 1);
            while (jobs.isEmpty() && !closing) {
                idle++;
                work.awaitUninterruptibly();
                idle--;
                jobs = queue.take(idle + 1);
            }
            return jobs;
        } finally {
            lock.unlock();
        }
    }

    /** A lane outlives whatever a run throws: the failure is that of the requests in it. */
    private void run(List<Job> jobs) {
        long began = System.nanoTime();
        try {
            List<Features> features = jobs.getFirst().request().network.run(jobs.stream().map(Job::input).toList());
            itemsExtracted.add(jobs.size());
            for (int i = 0; i < jobs.size(); i++) {
                jobs.get(i).done(features.get(i));
            }
        } catch (RuntimeException | Error failure) {
            jobs.forEach(job -> job.failed(failure));
        } finally {
            busyNanos.add(System.nanoTime() - began);
        }
    }

    /** Takes no more requests, runs those that wait, then ends the threads. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        threads.forEach(Lanes::joinUninterruptibly);
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
