package dev.regraft.train;

import java.util.Optional;

/**
 * The two speeds at which a task's heads are learned.
 *
 * @param fast learns a head in closed form while one waits; empty if none is wanted before the other's
 * @param slow learns a better one in the background; empty if there is none
 * @param slowFrom fewest examples for which that is tried
 */
public record Learners(Optional<Learner> fast, Optional<Learner> slow, long slowFrom) {

    /** Of fewer examples it cannot be told which head is better. */
    private static final int EVIDENCE_FROM = 32;

    /** Nothing but a learner in closed form. */
    public static Learners fast(Learner learner) {
        return new Learners(Optional.of(learner), Optional.empty(), 0);
    }

    /** Nothing but a learner that takes its time. */
    private static Learners slow(Learner learner) {
        return new Learners(Optional.empty(), Optional.of(learner), 0);
    }

    /** Those for a task's settings. */
    public static Learners of(HeadSettings settings) {
        return settings.balance() == Balance.SLICES ? slow(balanced(settings)) : unbalanced(settings);
    }

    /** Heads of different expansions have no mean: one is used only if it is asked for. */
    private static Learner balanced(HeadSettings settings) {
        int expansion = Math.max(0, settings.expansion());
        return new BalancedLearner(unbalanced(settings.with(Balance.INVERSE_FREQUENCY, expansion)).best(),
                unbalanced(settings.with(Balance.AUTO, expansion)).best(), settings.slices());
    }

    /** The one whose heads prove best. */
    private Learner best() {
        return slow.or(() -> fast).orElseThrow();
    }

    private static Learners unbalanced(HeadSettings settings) {
        Learners plain = plain(settings);
        if (settings.expansion() <= 0) {
            return plain;
        }
        return new Learners(plain.fast(), Optional.of(new ExpandedLearner(plain.best(), settings.expansion())), 0);
    }

    /** Those of features as they are. */
    private static Learners plain(HeadSettings settings) {
        Balance balance = settings.balance();
        return switch (settings.algorithm()) {
            case AUTO -> auto(settings);
            case LDA -> fast(new LdaLearner(balance));
            case PROTOTYPE -> fast(new PrototypeLearner(balance));
            case RIDGE -> fast(new RidgeLearner(settings));
            case LOGISTIC -> slow(new LogisticLearner(settings));
        };
    }

    private static Learners auto(HeadSettings settings) {
        return switch (settings.kind()) {
            case SINGLE_LABEL -> {
                Learner slow = new AutoLearner(settings.balance(), settings.expansion() == HeadSettings.BY_EVIDENCE);
                yield new Learners(Optional.of(new LdaLearner(settings.balance())), Optional.of(slow), EVIDENCE_FROM);
            }
            case MULTI_LABEL -> new Learners(Optional.of(new RidgeLearner(settings)), Optional.of(new AutoLabelsLearner()), EVIDENCE_FROM);
            case REGRESSION -> fast(new RidgeLearner(settings));
        };
    }
}
