package dev.regraft.graft;

import dev.regraft.train.TrainingSet;
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
 * twentieth has changed or an example was corrected, or when it has been left alone for long; and then only after four times as long a rest as
 * the last one took. So it never takes more than a fifth of a processor that has nothing else to do.
 */
final class Examination {

    private static final Logger LOG = Logger.getLogger(Examination.class);
    private static final long PART = 10;
    private static final long PART_LEFT_ALONE = 20;
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final Duration LONG_LEFT_ALONE = Duration.ofSeconds(10);
    private static final Duration LEAST_REST = Duration.ofSeconds(1);
    private static final int REST = 4;

    private final Training training;
    private Work work;
    private boolean ever;
    private long changes;
    private long seen;
    private Instant changedAt = Instant.MIN;
    private long examined;
    private boolean corrected;
    private Instant restedAt = Instant.MIN;

    /** One examination under way: of how many examples, after how many changes of the set, since when. */
    private record Work(FutureTask<Report> task, long examples, long changes, Instant beganAt) {

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
            work = new Work(new FutureTask<>(review.apply(reviewer)), examples, changes, training.clock().instant());
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
        Instant now = training.clock().instant();
        Duration rest = Duration.between(done.beganAt(), now).multipliedBy(REST);
        restedAt = now.plus(rest.compareTo(LEAST_REST) < 0 ? LEAST_REST : rest);
        if (done.task().state() == Future.State.FAILED) {
            LOG.errorf(done.task().exceptionNow(), "%d examples could not be examined; the last report stays", done.examples());
            return Optional.empty();
        }
        return Optional.of(done.task().resultNow());
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
