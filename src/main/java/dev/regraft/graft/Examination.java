package dev.regraft.graft;

import dev.regraft.train.TrainingSet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * When a task's training set is examined: in the background, when enough of it has changed, on a thread where no head is learned. Begun, asked
 * and given up by the thread that writes the set.
 *
 * <p>It takes a time that grows with the set, so it is begun again when a tenth of the set has changed, when the set is left alone and a
 * twentieth has changed or an example was corrected, or when it has been left alone for long; and then only after a rest of four times the
 * processor time of the last one. So it never takes more than a fifth of a processor, and one that waits behind others', or on a busy machine,
 * does not wait the longer for it the next time.
 */
final class Examination {

    private static final Logger LOG = Logger.getLogger(Examination.class);
    private static final long PART = 10;
    private static final long PART_LEFT_ALONE = 20;
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final Duration LONG_LEFT_ALONE = Duration.ofSeconds(10);
    private static final Duration LEAST_REST = Duration.ofSeconds(1);
    private static final int REST = 4;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Training training;
    private Work work;
    private boolean ever;
    private long changes;
    private long seen;
    private Instant changedAt = Instant.MIN;
    private long examined;
    private boolean corrected;
    private Instant restedAt = Instant.MIN;

    /** What was found out, and how much processor time that took. */
    private record Outcome(Report report, Duration spent) {

        static Outcome of(Review review) throws InterruptedException {
            long before = THREADS.getCurrentThreadCpuTime();
            Report report = review.call();
            return new Outcome(report, Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before));
        }
    }

    /** One examination under way: of how many examples, after how many changes of the set. */
    private record Work(FutureTask<Outcome> task, long examples, long changes) {

        boolean isPointless(long changesNow) {
            return 2 * (changesNow - changes) > Math.max(examples, 1);
        }
    }

    Examination(Training training) {
        this.training = training;
    }

    /**
     * An example came, went, or is not what it was.
     *
     * @param corrects whether it was there before: what was found out of it no longer holds
     */
    void changed(boolean corrects) {
        changes++;
        corrected |= corrects;
    }

    /**
     * Begins one if it is time to. To be called again and again.
     *
     * @param set null if there is none
     * @param review of the set as it is now
     */
    void beginIfDue(TrainingSet set, Function<Reviewer, Review> review) {
        long examples = set == null ? 0 : set.size();
        if (seen != changes) {
            seen = changes;
            changedAt = training.clock().instant();
        }
        if (training.reviewer().isPresent() && work == null && isDue(examples, changes - examined)) {
            Reviewer reviewer = training.reviewer().get();
            Review begun = review.apply(reviewer);
            work = new Work(new FutureTask<>(() -> Outcome.of(begun)), examples, changes);
            ever = true;
            examined = changes;
            corrected = false;
            reviewer.executor().execute(work.task());
        }
    }

    private boolean isDue(long examples, long since) {
        Instant now = training.clock().instant();
        if (since == 0 && ever || examples == 0 && !ever || now.isBefore(restedAt)) {
            return false;
        }
        boolean leftAlone = !now.isBefore(changedAt.plus(LEFT_ALONE));
        return !ever || PART * since >= examples || leftAlone && (corrected || PART_LEFT_ALONE * since >= examples)
                || !now.isBefore(changedAt.plus(LONG_LEFT_ALONE));
    }

    /** What was found out, if that is done; one that has become pointless is given up. */
    Optional<Report> result() {
        if (work == null) {
            return Optional.empty();
        }
        if (!work.task().isDone()) {
            if (work.isPointless(changes)) {
                giveUp();
            }
            return Optional.empty();
        }
        Work done = work;
        work = null;
        rest(done.task().state() == Future.State.SUCCESS ? done.task().resultNow().spent() : LEAST_REST);
        if (done.task().state() == Future.State.FAILED) {
            LOG.errorf(done.task().exceptionNow(), "%d examples could not be examined; the last report stays", done.examples());
            return Optional.empty();
        }
        return Optional.of(done.task().resultNow().report());
    }

    private void rest(Duration spent) {
        Duration rest = spent.multipliedBy(REST);
        restedAt = training.clock().instant().plus(rest.compareTo(LEAST_REST) < 0 ? LEAST_REST : rest);
    }

    /** Gives up what is under way: it will be begun again. */
    void giveUp() {
        if (work != null) {
            work.task().cancel(true);
            work = null;
            ever = false;
        }
    }
}
