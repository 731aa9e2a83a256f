package dev.regraft.train;

import dev.regraft.head.Kind;

/**
 * Ridge regression in closed form from the statistics, for any kind of question, with exact leave-one-out; see {@link Ridge}.
 *
 * @param kind of question
 * @param balance how much frequent labels count, of inputs that have one label each
 */
public record RidgeLearner(Kind kind, Balance balance) implements Learner {

    public RidgeLearner(HeadSettings settings) {
        this(settings.kind(), settings.balance());
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.RIDGE;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        return switch (kind) {
            case SINGLE_LABEL -> RidgeOfOneLabel.of(set, hints, balance);
            case MULTI_LABEL -> RidgeOfLabels.of(set, hints);
            case REGRESSION -> RidgeOfNumber.of(set);
        };
    }
}
