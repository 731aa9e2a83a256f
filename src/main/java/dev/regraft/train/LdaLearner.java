package dev.regraft.train;

/**
 * Linear discriminant analysis with a shrunken shared covariance: a head in closed form from the statistics (after streaming LDA, Hayes
 * and Kanan, CVPR-W 2020). See {@link Discriminant}.
 *
 * <p>ε is the one with the least leave-one-out log loss at its best temperature, sought from coarse to fine on a grid; that temperature
 * becomes the head's. Where fewer than 8 examples can be left out, the temperature is √d. Priors are the labels' shares, or equal for a
 * balance by inverse frequency. The head tells novelty if it has at most 512 labels and at least 20 examples can be left out.
 *
 * @param balance how much frequent labels count
 */
public record LdaLearner(Balance balance) implements Learner {

    /** Labels count as much as they have examples. */
    public LdaLearner() {
        this(Balance.NONE);
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.LDA;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        return DiscriminantLesson.of(set, hints, Algorithm.LDA, Discriminant.GRID, balance);
    }
}
