package dev.regraft.graft;

import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.train.Fit;
import dev.regraft.train.Hints;
import dev.regraft.train.Learner;
import dev.regraft.train.Learners;
import dev.regraft.train.Lesson;
import dev.regraft.train.TrainingSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Learns the heads of a task at two speeds. The fast learner's head is there at once. The slow learner works in the background on the set as it
 * was, and what it returns has proven better on examples that it had not learned: from then on the fast one is left alone, and the slow one
 * learns again whenever the set has changed, until another label comes up, which needs a head at once, or the fast one's head proves better.
 * Written by the graft's thread.
 */
final class TwoSpeeds {

    private static final Logger LOG = Logger.getLogger(TwoSpeeds.class);
    /** A large set is refined when one example in so many is new, or when it has been left alone for a moment. */
    private static final long REFINE_EVERY = 128;
    private static final Duration LEFT_ALONE = Duration.ofMillis(200);

    private final Training training;
    private Learners learners;
    private Refinement refinement;
    private long changes;
    private long refinedChanges;
    private Instant changedAt = Instant.MIN;

    /** What came of learning. */
    sealed interface Outcome {

        /** Nothing was tried, or what was tried is not wanted. */
        record Nothing() implements Outcome {
        }

        /** There is nothing to tell apart. */
        record TooLittle() implements Outcome {
        }

        /** A head of so many examples. */
        record Learned(Fit fit, long examples) implements Outcome {
        }

        /** Others were tried, and the fast head is the best. */
        record FastIsBest(Fit fit) implements Outcome {
        }
    }

    private static final Outcome NOTHING = new Outcome.Nothing();

    TwoSpeeds(Training training, Learners learners) {
        this.training = training;
        this.learners = learners;
    }

    /** Learns otherwise from now on. */
    void learnBy(Learners learners) {
        this.learners = learners;
    }

    /** The set, or what is to be made of it, is not what it was. */
    void changed() {
        changes++;
    }

    /** Learns a head of the set as it is, if the fast learner has one to add. */
    Outcome learnFast(TrainingSet set, Terms terms, Optional<HeadVersion> newest) {
        changedAt = training.clock().instant();
        if (set == null || !canBeRefined(set) && learners.fast().isEmpty()) {
            return new Outcome.TooLittle();
        }
        if (learners.fast().isEmpty() || isLedByRefined(set, terms, newest)) {
            return NOTHING;
        }
        return outcome(learn(learners.fast().get(), set, terms.hints(set.space())), set.size());
    }

    /** All that the best head of a set is learned from, as the set is now. */
    Lesson bestOf(TrainingSet set, Terms terms) {
        Learner learner = canBeRefined(set) || learners.fast().isEmpty() ? learners.slow().orElseThrow() : learners.fast().get();
        return learner.prepare(set, terms.hints(set.space()));
    }

    private static Optional<Fit> learn(Learner learner, TrainingSet set, Hints hints) {
        try {
            return learner.prepare(set, hints).learn();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a closed form waits for nobody", e);
        }
    }

    private static Outcome outcome(Optional<Fit> fit, long examples) {
        return fit.isPresent() ? new Outcome.Learned(fit.get(), examples) : new Outcome.TooLittle();
    }

    /** Whether the newest head is a refined one that knows all labels: a fast one has been proven worse, and has nothing to add. */
    private boolean isLedByRefined(TrainingSet set, Terms terms, Optional<HeadVersion> newest) {
        return canBeRefined(set) && newest.filter(n -> isRefined(n.head()) && n.labels().equals(labels(set, terms))).isPresent();
    }

    private boolean isRefined(Head head) {
        return learners.fast().isEmpty() || !head.algorithm().equals(learners.fast().get().algorithm().word()) || head.expansion().isPresent();
    }

    /** The labels that a head of the set knows, sorted. */
    private static List<String> labels(TrainingSet set, Terms terms) {
        SortedSet<String> labels = new TreeSet<>(set.learnedLabels());
        labels.addAll(terms.hints(set.space()).vectors().keySet());
        return List.copyOf(labels);
    }

    private boolean canBeRefined(TrainingSet set) {
        return learners.slow().isPresent() && set.size() >= learners.slowFrom();
    }

    /** Whether a head that was refined in the background is there to be {@linkplain #takeRefined taken}. */
    boolean hasRefined() {
        return refinement != null && refinement.isDone();
    }

    /** The head that was refined. One whose refinement failed is not there, and tried again with the next example. */
    Outcome takeRefined(Judge judge) {
        Refinement done = refinement;
        refinement = null;
        judge.refined(done.subject().progress());
        if (done.failure().isPresent()) {
            LOG.errorf(done.failure().get(), "A head of %d examples could not be refined; the present one stays", done.subject().examples());
            return NOTHING;
        }
        Optional<Fit> fit = done.result();
        boolean fast = fit.isPresent() && !isRefined(fit.get().head()) && judge.newest().filter(n -> !isRefined(n.head())).isPresent();
        return fast ? new Outcome.FastIsBest(fit.get()) : outcome(fit, done.subject().examples());
    }

    /** Whether there may be something to refine, or to give up. */
    boolean isRefinedOrDue() {
        return refinement != null || refinedChanges != changes;
    }

    /**
     * Begins to refine when that is due, and gives up what has become pointless.
     *
     * @param progress of the set
     * @return whether heads are refined as far as the set has come
     */
    boolean refine(TrainingSet set, Terms terms, Progress progress) {
        if (set == null || !canBeRefined(set)) {
            stop();
            refinedChanges = changes;
        } else {
            List<String> labels = labels(set, terms);
            if (refinement != null && refinement.isPointless(labels, changes)) {
                stop();
            }
            if (refinement == null && refinedChanges != changes && isDue(set)) {
                var subject = new Refinement.Subject(progress, labels, set.size(), changes);
                refinedChanges = changes;
                refinement = Refinement.begin(subject, learners.slow().get().prepare(set, terms.hints(set.space())), training.background());
            }
        }
        return refinement == null && refinedChanges == changes;
    }

    private boolean isDue(TrainingSet set) {
        return REFINE_EVERY * (changes - refinedChanges) >= set.size()
                || !training.clock().instant().isBefore(changedAt.plus(LEFT_ALONE));
    }

    /** Gives up what is being refined: it will be begun again. */
    void stop() {
        if (refinement != null) {
            refinement.cancel();
            refinement = null;
            refinedChanges = changes - 1;
        }
    }

    /** Whether a head is being refined, or will be in a moment. */
    boolean isRefining() {
        return refinement != null || learners.slow().isPresent() && refinedChanges != changes;
    }
}
