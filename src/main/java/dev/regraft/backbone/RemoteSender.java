package dev.regraft.backbone;

import dev.regraft.backbone.RemoteRequest.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Sends texts to a remote model: those of several callers together, as many requests at a time as there are connections, each by a virtual thread of its
 * own. A text that finds a connection free goes at once; company forms by itself while all are busy. Thread-safe: what is decided is decided by
 * {@link RemoteTraffic} under the lock; requests and completions happen outside it.
 */
final class RemoteSender implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RemoteSender.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final EmbeddingsClient client;
    private final int dimension;
    private final RemoteCounts counts;
    private final RemoteTraffic traffic;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();

    /** @param dimension of a vector */
    RemoteSender(RemoteSettings settings, EmbeddingsClient client, int dimension, RemoteCounts counts, RemoteTraffic traffic) {
        this.name = settings.model().name();
        this.client = client;
        this.dimension = dimension;
        this.counts = counts;
        this.traffic = traffic;
        for (int i = 0; i < settings.pace().connections(); i++) {
            threads.add(Thread.ofVirtual().name("regraft-remote-" + name + "-" + i).start(this::sendUntilClosed));
        }
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws what {@link #submit} would, before work is spent on a request that cannot be taken.
     *
     * @throws LanesFullException if too many requests to serve wait
     * @throws BackboneUnavailableException if the request is to be served and nothing is sent for a while
     * @throws IllegalStateException if it is closed
     */
    void requireRoom(Priority priority) {
        lock.lock();
        try {
            traffic.requireRoom(priority, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Queues a request of at least one text; when its future is done, however that came, what has not been sent is dropped. */
    void submit(RemoteRequest request) {
        lock.lock();
        try {
            traffic.requireRoom(request.priority, System.nanoTime());
            traffic.add(request);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (request.priority == Priority.SERVE) {
            request.future.whenComplete((_, _) -> served());
        }
    }

    private void served() {
        lock.lock();
        try {
            traffic.served();
        } finally {
            lock.unlock();
        }
    }

    private void sendUntilClosed() {
        try {
            for (List<Job> batch = next(); !batch.isEmpty(); batch = next()) {
                send(batch);
            }
        } catch (InterruptedException _) {
            LOG.debugf("%s stops", Thread.currentThread().getName());
        }
    }

    /** The texts of the next request; empty when it is closing. Waits until one may be sent. */
    private List<Job> next() throws InterruptedException {
        while (true) {
            List<Runnable> ends;
            lock.lockInterruptibly();
            try {
                long nowNanos = System.nanoTime();
                List<Job> batch = traffic.take(nowNanos);
                if (!batch.isEmpty() || traffic.isClosing()) {
                    return batch;
                }
                ends = traffic.expire(nowNanos);
                if (ends.isEmpty()) {
                    await(traffic.waitNanos(nowNanos));
                }
            } finally {
                lock.unlock();
            }
            ends.forEach(Runnable::run);
        }
    }

    private void await(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            changed.await();
        } else {
            changed.awaitNanos(nanos);
        }
    }

    private void send(List<Job> batch) throws InterruptedException {
        long startNanos = System.nanoTime();
        EmbeddingsReply reply;
        try {
            reply = client.embed(batch.stream().map(job -> job.text.text()).toList(), dimension);
            if (reply instanceof EmbeddingsReply.Refused refused && batch.size() == 1) {
                reply = confirmed(refused);
            }
        } catch (InterruptedException e) {
            batch.forEach(job -> job.failed(traffic.closed()));
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Backbone %s could not be asked", name);
            reply = new EmbeddingsReply.Failed(e.toString(), 0);
        }
        settle(batch, reply, System.nanoTime() - startNanos);
    }

    /** A text is to blame only if another one is taken: a provider may say the same of a model that it has no more. */
    private EmbeddingsReply confirmed(EmbeddingsReply.Refused refused) throws InterruptedException {
        counts.sent();
        return switch (client.embed(List.of(RemoteBackbone.PROBE), dimension)) {
            case EmbeddingsReply.Vectors(List<float[]> _, long tokens) -> {
                counts.answered(0, tokens);
                yield refused;
            }
            case EmbeddingsReply.Refused _ -> new EmbeddingsReply.Broken(refused.reason());
            case EmbeddingsReply other -> other;
        };
    }

    private void settle(List<Job> batch, EmbeddingsReply reply, long tookNanos) {
        List<Runnable> ends;
        lock.lock();
        try {
            ends = traffic.settle(batch, reply, System.nanoTime(), tookNanos);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ends.forEach(Runnable::run);
    }

    /** Requests to serve that are not answered yet. */
    int waiting() {
        return locked(traffic::waiting);
    }

    /** What it has used, and how it stands. */
    RemoteUsage usage() {
        return locked(traffic::usage);
    }

    /** Time of a connection for a text, in ms; null before the first. */
    Double msPerItem() {
        return locked(traffic::msPerItem);
    }

    /** Takes no more requests, gives up those that wait, and waits a little for those that are out. */
    @Override
    public void close() {
        List<Runnable> ends;
        lock.lock();
        try {
            ends = traffic.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ends.forEach(Runnable::run);
        long endNanos = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        for (Thread thread : threads) {
            endBefore(thread, endNanos);
        }
    }

    private static void endBefore(Thread thread, long endNanos) {
        try {
            thread.join(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
