package dev.regraft.train;

/**
 * The nearest mean: the discriminant whose covariance is the same in every direction (ε = 1), with everything else as {@link LdaLearner}
 * has it.
 *
 * @param balance how much frequent labels count
 */
public record PrototypeLearner(Balance balance) implements Learner {

    @Override
    public Algorithm algorithm() {
        return Algorithm.PROTOTYPE;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        return DiscriminantLesson.of(set, hints, Algorithm.PROTOTYPE, Discriminant.ISOTROPIC, balance);
    }
}
