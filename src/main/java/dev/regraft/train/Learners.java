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

    /** Nothing but a learner in closed form. */
    public static Learners fast(Learner learner) {
        return new Learners(Optional.of(learner), Optional.empty(), 0);
    }

    /** Those for a task's settings. */
    public static Learners of(HeadSettings settings) {
        return fast(new LdaLearner());
    }
}
