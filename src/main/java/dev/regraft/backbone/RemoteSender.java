package dev.regraft.backbone;

import dev.regraft.backbone.RemoteRequest.Job;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Sends texts to a remote model: those of several callers together, as many requests at a time as there are connections, each by a virtual thread of its
 * own. A text that finds a connection free goes at once; company forms by itself while all are busy.
 *
 * <p>What fails is tried again, later each time. One who waits for an answer is told when that takes too long, or at once while the provider is
 * left alone; what is extracted for the log waits as long as it takes, since no input is at fault. The queue, the breaker, the limits and
 * the counters belong to the lock; requests and completions happen outside it.
 */
final class RemoteSender implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RemoteSender.class);
    private static final long LONGEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** A text that fails so often, alone, while as many requests of others are answered, is what makes them fail. */
    private static final int FAILURES_TO_BLAME_THE_TEXT = 10;
    /** How often texts are sent in vain together before each is sent alone. */
    private static final int FAILURES_IN_COMPANY = 3;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final RemotePace pace;
    private final int maxWaitingRequests;
    private final RemoteCounts counts;
    private final EmbeddingsClient client;
    private final int dimension;
    private final RandomGenerator random;
    private final RemoteQueue queue;
    private final CircuitBreaker breaker;
    private final RateLimit requestLimit;
    private final RateLimit tokenLimit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();
    private int waitingToServe;
    private long pausedUntilNanos = System.nanoTime();
    private long answers;
    private long items;
    private long busyNanos;
    private String trouble;
    private boolean leftAlone;
    private boolean closing;

    RemoteSender(RemoteSettings settings, EmbeddingsClient client, int dimension, RemoteCounts counts, RandomGenerator random) {
        this.name = settings.model().name();
        this.pace = settings.pace();
        this.maxWaitingRequests = settings.maxWaitingRequests();
        this.counts = counts;
        this.client = client;
        this.dimension = dimension;
        this.random = random;
        this.queue = new RemoteQueue(pace.batchItems(), pace.batchCharacters(), pace.timeout().toNanos());
        this.breaker = new CircuitBreaker(pace.breakerFailures(), pace.breakerPause().toNanos());
        this.requestLimit = new RateLimit(pace.requestsPerMinute(), System.nanoTime());
        this.tokenLimit = new RateLimit(pace.tokensPerMinute(), System.nanoTime());
        for (int i = 0; i < pace.connections(); i++) {
            threads.add(Thread.ofVirtual().name("regraft-remote-" + name + "-" + i).start(this::sendUntilClosed));
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
            if (closing) {
                throw closed();
            }
            long nowNanos = System.nanoTime();
            if (priority == Priority.SERVE && breaker.isOpen(nowNanos)) {
                throw unavailable(trouble, breaker.waitNanos(nowNanos));
            }
            if (priority == Priority.SERVE && waitingToServe >= maxWaitingRequests) {
                throw new LanesFullException(waitingToServe, maxWaitingRequests);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues a request of at least one text; when its future is done, however that came, what has not been sent is dropped. */
    void submit(RemoteRequest request) {
        lock.lock();
        try {
            requireRoom(request.priority);
            queue.add(request);
            waitingToServe += request.priority == Priority.SERVE ? 1 : 0;
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
            waitingToServe--;
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

    private void send(List<Job> batch) throws InterruptedException {
        long began = System.nanoTime();
        EmbeddingsReply reply;
        try {
            reply = client.embed(batch.stream().map(job -> job.text.text()).toList(), dimension);
        } catch (InterruptedException e) {
            batch.forEach(job -> job.failed(closed()));
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Backbone %s could not be asked", name);
            reply = new EmbeddingsReply.Failed(e.toString(), 0);
        }
        settle(batch, reply, System.nanoTime() - began);
    }

    /** The texts of the next request; empty when it is closing. Waits until one may be sent. */
    private List<Job> next() throws InterruptedException {
        while (true) {
            List<Job> expired;
            String reason;
            lock.lockInterruptibly();
            try {
                long nowNanos = System.nanoTime();
                expired = queue.removeExpired(nowNanos);
                reason = trouble;
                if (expired.isEmpty()) {
                    long waitNanos = waitNanos(nowNanos);
                    List<Job> batch = waitNanos > 0 || closing ? List.of() : queue.take(nowNanos);
                    if (!batch.isEmpty()) {
                        begin(batch, nowNanos);
                    }
                    if (!batch.isEmpty() || closing) {
                        return batch;
                    }
                    await(Math.min(waitNanos > 0 ? waitNanos : Long.MAX_VALUE, queue.nanosUntilChange(nowNanos)));
                }
            } finally {
                lock.unlock();
            }
            expired.forEach(job -> job.failed(unavailable(reason == null ? "its rate limit leaves no room" : reason, pace.retryDelay().toNanos())));
        }
    }

    private long waitNanos(long nowNanos) {
        long ownNanos = Math.max(requestLimit.waitNanos(nowNanos), tokenLimit.waitNanos(nowNanos));
        return Math.max(Math.max(ownNanos, pausedUntilNanos - nowNanos), breaker.waitNanos(nowNanos));
    }

    private void await(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            changed.await();
        } else {
            changed.awaitNanos(nanos);
        }
    }

    private void begin(List<Job> batch, long nowNanos) {
        breaker.begun();
        requestLimit.take(1, nowNanos);
        tokenLimit.take(estimatedTokens(batch), nowNanos);
        counts.sent();
    }

    private static long estimatedTokens(List<Job> batch) {
        return batch.stream().mapToLong(job -> job.text.length()).sum();
    }

    private void settle(List<Job> batch, EmbeddingsReply reply, long tookNanos) {
        List<Runnable> ends = new ArrayList<>();
        lock.lock();
        try {
            long nowNanos = System.nanoTime();
            switch (reply) {
                case EmbeddingsReply.Vectors(List<float[]> vectors, long counted) -> {
                    answered();
                    count(batch, counted, nowNanos, tookNanos);
                    for (int i = 0; i < batch.size(); i++) {
                        Job job = batch.get(i);
                        float[] vector = vectors.get(i);
                        ends.add(() -> job.done(Features.quantise(vector)));
                    }
                }
                case EmbeddingsReply.Refused(String reason) -> {
                    answered();
                    counts.failed();
                    tryAlone(batch, reason, nowNanos, ends);
                }
                case EmbeddingsReply.TooMuch(String reason, long afterNanos) -> {
                    failed(reason);
                    breaker.answered();
                    long dueNanos = nowNanos + delayNanos(batch, afterNanos);
                    pausedUntilNanos = Math.max(pausedUntilNanos, dueNanos);
                    tryAgain(batch, reason, nowNanos, dueNanos, false, ends);
                }
                case EmbeddingsReply.Failed(String reason, long afterNanos) -> {
                    failed(reason);
                    breaker.failed(nowNanos);
                    tryAgain(batch, reason, nowNanos, nowNanos + delayNanos(batch, afterNanos), true, ends);
                }
                case EmbeddingsReply.Broken(String reason) -> {
                    failed(reason);
                    breaker.open(nowNanos);
                    tryAgain(batch, reason, nowNanos, nowNanos + delayNanos(batch, 0), false, ends);
                }
            }
            if (breaker.isOpen(nowNanos)) {
                leaveAlone(nowNanos, ends);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ends.forEach(Runnable::run);
    }

    private void count(List<Job> batch, long counted, long nowNanos, long tookNanos) {
        tokenLimit.take(counted == 0 ? 0 : counted - estimatedTokens(batch), nowNanos);
        counts.answered(batch.size(), counted);
        items += batch.size();
        busyNanos += tookNanos;
    }

    private void answered() {
        if (trouble != null) {
            LOG.infof("Backbone %s answers again", name);
        }
        breaker.answered();
        answers++;
        trouble = null;
        leftAlone = false;
    }

    private void failed(String reason) {
        counts.failed();
        if (trouble == null) {
            LOG.warnf("Backbone %s: %s", name, reason);
        }
        trouble = reason;
    }

    /** Twice as long after each failure, a half of it by chance, so that those who failed together do not come back together. */
    private long delayNanos(List<Job> batch, long afterNanos) {
        long longest = (long) Math.min(LONGEST_DELAY_NANOS, pace.retryDelay().toNanos() * Math.pow(2, batch.getFirst().failures));
        return Math.max(afterNanos, longest / 2 + random.nextLong(longest / 2 + 1));
    }

    /** One text may have spoilt it for the others: which, the provider does not say. */
    private void tryAlone(List<Job> batch, String reason, long nowNanos, List<Runnable> ends) {
        for (Job job : batch) {
            if (batch.size() > 1 && !closing) {
                job.alone = true;
                again(job, nowNanos);
            } else if (batch.size() > 1) {
                ends.add(() -> job.failed(closed()));
            } else {
                ends.add(() -> job.failed(new RefusedException("invalid-input", "text", "backbone " + name + " refuses the text: " + reason)));
            }
        }
    }

    /** @param suspect whether a text may be what makes the provider fail */
    private void tryAgain(List<Job> batch, String reason, long nowNanos, long dueNanos, boolean suspect, List<Runnable> ends) {
        for (Job job : batch) {
            if (job.failures == 0) {
                job.answersBefore = answers;
            }
            job.failures++;
            job.alone |= suspect && job.failures >= FAILURES_IN_COMPANY;
            if (closing) {
                ends.add(() -> job.failed(closed()));
            } else if (job.request.priority == Priority.SERVE && mustEnd(job, nowNanos, dueNanos)) {
                long againNanos = Math.max(dueNanos - nowNanos, breaker.waitNanos(nowNanos));
                ends.add(() -> job.failed(unavailable(reason, againNanos)));
            } else if (suspect && isToBlame(job)) {
                ends.add(() -> job.failed(new RefusedException("extraction-failed", "text", "backbone " + name + " fails on this text: " + reason)));
            } else {
                again(job, dueNanos);
            }
        }
    }

    private boolean mustEnd(Job job, long nowNanos, long dueNanos) {
        return breaker.isOpen(nowNanos) || job.failures >= pace.attempts() || dueNanos - job.request.arrivedNanos > pace.timeout().toNanos();
    }

    private boolean isToBlame(Job job) {
        return job.alone && job.failures >= FAILURES_TO_BLAME_THE_TEXT
                && answers - job.answersBefore >= FAILURES_TO_BLAME_THE_TEXT;
    }

    private void again(Job job, long dueNanos) {
        job.dueNanos = dueNanos;
        queue.addDelayed(job);
    }

    /** Who waits for an answer is told at once. */
    private void leaveAlone(long nowNanos, List<Runnable> ends) {
        long pauseNanos = breaker.waitNanos(nowNanos);
        String reason = trouble;
        if (!leftAlone) {
            LOG.errorf("Backbone %s is left alone, and tried every %d ms: %s", name, pace.breakerPause().toMillis(), reason);
            leftAlone = true;
        }
        queue.removeToServe().forEach(job -> ends.add(() -> job.failed(unavailable(reason, pauseNanos))));
    }

    private BackboneUnavailableException unavailable(String reason, long retryAfterNanos) {
        return new BackboneUnavailableException(name, reason, retryAfterNanos);
    }

    private IllegalStateException closed() {
        return new IllegalStateException("backbone " + name + " must be open");
    }

    /** Requests to serve that are not answered yet. */
    int waiting() {
        lock.lock();
        try {
            return waitingToServe;
        } finally {
            lock.unlock();
        }
    }

    /** What it has used, and how it stands. */
    RemoteUsage usage() {
        lock.lock();
        try {
            return counts.usage(breaker.word(), trouble);
        } finally {
            lock.unlock();
        }
    }

    /** Time of a connection for a text, in ms; null before the first. */
    Double msPerItem() {
        lock.lock();
        try {
            return items == 0 ? null : (Double) (busyNanos / 1e6 / items);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more requests, gives up those that wait, and waits a little for those that are out. */
    @Override
    public void close() {
        List<Job> left;
        lock.lock();
        try {
            closing = true;
            left = queue.removeAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(job -> job.failed(closed()));
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
