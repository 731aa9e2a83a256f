package dev.regraft.train;

import dev.regraft.head.Linear;
import dev.regraft.head.Novelty;
import java.util.Arrays;
import java.util.Optional;

/**
 * A linear discriminant of labels that share one shrunken covariance Σ̂ (see {@link Shrinkage}), and what it makes of examples left out.
 *
 * <p>With m the mean of all examples, w_k = Σ̂⁻¹ (μ_k − m) and b_k = −½ (μ_k + m)ᵀ w_k + ln p_k. Against the textbook's w_k = Σ̂⁻¹ μ_k this
 * takes the same from every label's score and leaves smaller numbers to round to fp32.
 */
record Discriminant(Scatter scatter, LeaveOneOut leaveOneOut, Shrinkage shrinkage, Cholesky factor, InnerProducts products) {

    /** Values of ε, an odd number; see {@link GridSearch}. */
    static final double[] GRID = {0.001, 0.01, 0.05, 0.2, 0.4, 0.7, 1};
    /** ε of the nearest mean. */
    static final double[] ISOTROPIC = {1};

    /** Fewest left-out examples that tell novelty: one more known example lies below the greatest of 19 with a chance of 95 %. */
    private static final int NOVELTY_FROM = 20;

    static Discriminant of(double epsilon, Scatter scatter, LeaveOneOut leaveOneOut) {
        Shrinkage shrinkage = Shrinkage.of(epsilon, scatter);
        Cholesky factor = leaveOneOut.factor(shrinkage);
        return new Discriminant(scatter, leaveOneOut, shrinkage, factor, leaveOneOut.products(factor));
    }

    /** What left-out examples are scored. */
    ScoredExamples scored(Balance balance) {
        return leaveOneOut.scores(products, shrinkage, balance);
    }

    /** ln p_k: of the labels' shares, or of equal ones. */
    private double[] logPriors(Balance balance) {
        double[] logPriors = scatter.classes().logShares();
        if (balance != Balance.NONE) {
            Arrays.fill(logPriors, -StrictMath.log(logPriors.length));
        }
        return logPriors;
    }

    /** Its scores as a function of the features. */
    Linear linear(Balance balance) {
        int classes = scatter.counts().length;
        double[][] solution = factor.inverseTimes(classes);
        double[] offsets = logPriors(balance);
        for (int j = 0; j < solution.length; j++) {
            for (int k = 0; k < classes; k++) {
                solution[j][k] *= shrinkage.freedom();
                offsets[k] -= solution[j][k] * (0.5 * scatter.means()[k][j] + scatter.centre()[j]);
            }
        }
        double[][] lifted = scatter.frame().lift(solution);
        float[] weights = new float[lifted.length * classes];
        for (int j = 0; j < lifted.length; j++) {
            for (int k = 0; k < classes; k++) {
                weights[j * classes + k] = (float) lifted[j][k];
            }
        }
        float[] biases = new float[classes];
        for (int k = 0; k < classes; k++) {
            biases[k] = (float) offsets[k];
        }
        return new Linear(weights, biases);
    }

    /** How it tells novelty by its own scores; empty with more than 512 labels, or fewer than 20 examples left out. */
    Optional<Novelty> novelty(Balance balance) {
        if (scatter.counts().length > Novelty.MOST_LABELS || leaveOneOut.size() < NOVELTY_FROM) {
            return Optional.empty();
        }
        double[][] labels = InnerProducts.ofLabels(factor, scatter.counts().length);
        Background background = new Background(scatter, shrinkage, labels, products);
        return Optional.of(background.novelty(leaveOneOut.relativeDistances(products, shrinkage, background), logPriors(balance)));
    }

    /**
     * How the best of all discriminants tells novelty, for a head whose scores are others; empty where {@link #novelty(Balance)} is.
     *
     * @param scatter of the set that the head is learned from
     */
    static Optional<Novelty> noveltyOf(Scatter scatter, LeaveOneOut leaveOneOut) {
        if (scatter.counts().length > Novelty.MOST_LABELS || leaveOneOut.size() < NOVELTY_FROM) {
            return Optional.empty();
        }
        Discriminant best = CalibratedDiscriminant.best(GRID, scatter, leaveOneOut, Balance.NONE).discriminant();
        return best.novelty(Balance.NONE).map(novelty -> novelty.by(best.linear(Balance.NONE)));
    }
}
