package dev.regraft.backbone;

import dev.regraft.backbone.RemoteRequest.Job;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * What may be sent to a remote model now, and what becomes of what was sent. What fails is tried again, later each time. One who waits for an
 * answer is told when that takes too long, or at once while the provider is left alone; what is extracted for the log waits as long as it takes, since no
 * input is at fault.
 *
 * <p>Not thread-safe: {@link RemoteSender} holds its lock around every call. Times are those of {@code System.nanoTime}. What a method gives back as
 * ends tells those who wait, and is run outside of the lock.
 */
final class RemoteTraffic {

    private static final Logger LOG = Logger.getLogger(RemoteTraffic.class);
    private static final long LONGEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** A text that fails so often, alone, while as many requests of others are answered, is what makes them fail. */
    private static final int FAILURES_TO_BLAME_THE_TEXT = 10;
    /** How often texts are sent in vain together before each is sent alone. */
    private static final int FAILURES_IN_COMPANY = 3;

    private final String name;
    private final RemotePace pace;
    private final int maxWaitingRequests;
    private final RemoteCounts counts;
    private final RandomGenerator random;
    private final RemoteQueue queue;
    private final CircuitBreaker breaker;
    private final RateLimit requestLimit;
    private final RateLimit tokenLimit;
    private int waitingToServe;
    private long pausedUntilNanos;
    private long answers;
    private long items;
    private long busyNanos;
    private String trouble;
    private boolean leftAlone;
    private boolean closing;

    RemoteTraffic(RemoteSettings settings, RemoteCounts counts, RandomGenerator random, long nowNanos) {
        this.name = settings.model().name();
        this.pace = settings.pace();
        this.maxWaitingRequests = settings.maxWaitingRequests();
        this.counts = counts;
        this.random = random;
        this.queue = new RemoteQueue(pace.batchItems(), pace.batchCharacters(), pace.timeout().toNanos());
        this.breaker = new CircuitBreaker(pace.breakerFailures(), pace.breakerPause().toNanos());
        this.requestLimit = new RateLimit(pace.requestsPerMinute(), nowNanos);
        this.tokenLimit = new RateLimit(pace.tokensPerMinute(), nowNanos);
        this.pausedUntilNanos = nowNanos;
    }

    /**
     * Whether a request can be taken.
     *
     * @throws LanesFullException if too many requests to serve wait
     * @throws BackboneUnavailableException if the request is to be served and nothing is sent for a while
     * @throws IllegalStateException if it is closed
     */
    void requireRoom(Priority priority, long nowNanos) {
        if (closing) {
            throw closed();
        }
        if (priority == Priority.SERVE && breaker.isOpen(nowNanos)) {
            throw unavailable(trouble, breaker.waitNanos(nowNanos));
        }
        if (priority == Priority.SERVE && waitingToServe >= maxWaitingRequests) {
            throw new LanesFullException(waitingToServe, maxWaitingRequests);
        }
    }

    void add(RemoteRequest request) {
        queue.add(request);
        waitingToServe += request.priority == Priority.SERVE ? 1 : 0;
    }

    /** A request to serve has its answer, or its failure, or is wanted no more. */
    void served() {
        waitingToServe--;
    }

    /** Requests to serve that are not answered yet. */
    int waiting() {
        return waitingToServe;
    }

    boolean isClosing() {
        return closing;
    }

    /** The texts of the next request, which begins; empty if none may be sent now. */
    List<Job> take(long nowNanos) {
        if (closing || pauseNanos(nowNanos) > 0) {
            return List.of();
        }
        List<Job> batch = queue.take(nowNanos);
        if (!batch.isEmpty()) {
            breaker.begun();
            requestLimit.take(1, nowNanos);
            tokenLimit.take(estimatedTokens(batch), nowNanos);
            counts.sent();
        }
        return batch;
    }

    /** How long until there may be something to send, or to give up; {@code Long.MAX_VALUE} if nothing waits. */
    long waitNanos(long nowNanos) {
        long pauseNanos = pauseNanos(nowNanos);
        return Math.min(pauseNanos > 0 ? pauseNanos : Long.MAX_VALUE, queue.nanosUntilChange(nowNanos));
    }

    private long pauseNanos(long nowNanos) {
        long ownNanos = Math.max(requestLimit.waitNanos(nowNanos), tokenLimit.waitNanos(nowNanos));
        return Math.max(Math.max(ownNanos, pausedUntilNanos - nowNanos), breaker.waitNanos(nowNanos));
    }

    private static long estimatedTokens(List<Job> batch) {
        return batch.stream().mapToLong(job -> job.text.length()).sum();
    }

    /** Gives up what was to be served and has not been sent in time. */
    List<Runnable> expire(long nowNanos) {
        BackboneUnavailableException failure = unavailable(trouble == null ? "its rate limit leaves no room" : trouble, pace.retryDelay().toNanos());
        return queue.removeExpired(nowNanos).stream().<Runnable>map(job -> () -> job.failed(failure)).toList();
    }

    /** Decides what becomes of texts that were sent. */
    List<Runnable> settle(List<Job> batch, EmbeddingsReply reply, long nowNanos, long tookNanos) {
        List<Runnable> ends = new ArrayList<>();
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
                tryInHalves(batch, reason, nowNanos, ends);
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
        return ends;
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
    private void tryInHalves(List<Job> batch, String reason, long nowNanos, List<Runnable> ends) {
        for (Job job : batch) {
            if (batch.size() > 1 && !closing) {
                job.company = batch.size() / 2;
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
            job.company = suspect && job.failures >= FAILURES_IN_COMPANY ? 1 : job.company;
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
        return job.company == 1 && job.failures >= FAILURES_TO_BLAME_THE_TEXT
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

    /** That no more is taken. */
    IllegalStateException closed() {
        return new IllegalStateException("backbone " + name + " must be open");
    }

    /** What it has used, and how it stands. */
    RemoteUsage usage() {
        return counts.usage(breaker.word(), trouble);
    }

    /** Time of a connection for a text, in ms; null before the first. */
    Double msPerItem() {
        return items == 0 ? null : (Double) (busyNanos / 1e6 / items);
    }

    /** Takes no more requests, and gives up those that wait. */
    List<Runnable> close() {
        closing = true;
        return queue.removeAll().stream().<Runnable>map(job -> () -> job.failed(closed())).toList();
    }
}
