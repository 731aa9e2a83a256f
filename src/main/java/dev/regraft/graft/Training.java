package dev.regraft.graft;

import dev.regraft.train.HeadSettings;
import dev.regraft.train.Learners;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What trains the heads of all tasks.
 *
 * @param learners those for a task's settings
 * @param maxExamples how many examples of a task heads are learned from at most; see {@link dev.regraft.train.TrainingSet}
 * @param background learns what need not be waited for
 * @param reviewer finds out about training sets; empty if nobody does
 * @param clock of the service
 */
public record Training(Function<HeadSettings, Learners> learners, int maxExamples, Executor background, Optional<Reviewer> reviewer,
        InstantSource clock) {

    /** Training of sets that nobody examines. */
    public Training(Function<HeadSettings, Learners> learners, int maxExamples, Executor background, InstantSource clock) {
        this(learners, maxExamples, background, Optional.empty(), clock);
    }
}
