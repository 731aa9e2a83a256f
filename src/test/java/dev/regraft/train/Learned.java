package dev.regraft.train;

import java.util.Optional;

/** Learning at once, as tests want it. */
final class Learned {

    private Learned() {
    }

    static Optional<Fit> from(Learner learner, TrainingSet set) {
        return from(learner, set, Hints.NONE);
    }

    static Optional<Fit> from(Learner learner, TrainingSet set, Hints hints) {
        try {
            return learner.prepare(set, hints).learn();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
