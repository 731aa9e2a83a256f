package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.Linear;
import dev.regraft.head.Metrics;
import dev.regraft.head.Novelty;
import dev.regraft.head.Output;
import java.util.Optional;

/**
 * Linear discriminant analysis with a shrunken shared covariance: a head in closed form from the statistics (after streaming LDA, Hayes and Kanan,
 * CVPR-W 2020).
 *
 * <p>Σ̂ as in {@link Shrinkage}; with m the mean of all examples, w_k = Σ̂⁻¹ (μ_k − m) and b_k = −½ (μ_k + m)ᵀ w_k + ln(n_k / n). Against the
 * textbook's w_k = Σ̂⁻¹ μ_k this takes the same from every label's score and leaves smaller numbers to round to fp32.
 *
 * <p>ε is the one with the least leave-one-out log loss at its best temperature, sought from coarse to fine on a grid; that temperature becomes the
 * head's. Where fewer than 8 examples can be left out, the temperature is √d. The head tells novelty if it has at most 512 labels and at least 20
 * examples can be left out.
 */
public final class LdaLearner implements Learner {

    /** Values of ε; every other one is tried, then the neighbours of the best of those. */
    private static final double[] GRID = {0.001, 0.01, 0.05, 0.2, 0.4, 0.7, 1};
    /** ε where no example can be left out: then S_W is zero and ε means nothing. */
    private static final double DEFAULT_EPSILON = 0.5;
    private static final String REASON = "lda: closed form";

    /** Fewest left-out examples that tell how good a head is. */
    private static final int METRICS_FROM = 10;

    /** Fewest left-out examples that tell novelty: one more known example lies below the greatest of 19 with a chance of 95 %. */
    private static final int NOVELTY_FROM = 20;

    /** What one ε gives. */
    record Trial(Shrinkage shrinkage, Cholesky factor, ScoredExamples scored, Calibration calibration) {

        Trial betterOf(Trial other) {
            return other.calibration.logLoss() < calibration.logLoss() ? other : this;
        }
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.LDA;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        if (set.statistics().labels().stream().filter(label -> label.weight64() > 0).count() < 2) {
            return Optional::empty;
        }
        Scatter scatter = Scatter.of(set.statistics());
        LeaveOneOut leaveOneOut = new LeaveOneOut(scatter, set.sample());
        FeatureSpace space = set.space();
        return () -> Optional.of(learn(space, scatter, leaveOneOut));
    }

    private static Fit learn(FeatureSpace space, Scatter scatter, LeaveOneOut leaveOneOut) {
        Trial trial = search(scatter, leaveOneOut);
        return fit(head(space, scatter, trial, novelty(scatter, leaveOneOut, trial)), leaveOneOut, trial);
    }

    static Trial search(Scatter scatter, LeaveOneOut leaveOneOut) {
        if (leaveOneOut.size() == 0) {
            return trial(DEFAULT_EPSILON, scatter, leaveOneOut);
        }
        Trial best = trial(GRID[1], scatter, leaveOneOut);
        int middle = 1;
        for (int i = 3; i < GRID.length; i += 2) {
            Trial trial = best.betterOf(trial(GRID[i], scatter, leaveOneOut));
            middle = trial == best ? middle : i;
            best = trial;
        }
        return best.betterOf(trial(GRID[middle - 1], scatter, leaveOneOut)).betterOf(trial(GRID[middle + 1], scatter, leaveOneOut));
    }

    static Trial trial(double epsilon, Scatter scatter, LeaveOneOut leaveOneOut) {
        Shrinkage shrinkage = Shrinkage.of(epsilon, scatter);
        Cholesky factor = leaveOneOut.factor(shrinkage);
        ScoredExamples scored = leaveOneOut.scores(factor, shrinkage);
        double temperature = Math.sqrt(scatter.centre().length);
        return new Trial(shrinkage, factor, scored, Calibration.fit(scored, temperature));
    }

    private static Optional<Novelty> novelty(Scatter scatter, LeaveOneOut leaveOneOut, Trial trial) {
        if (scatter.counts().length > Novelty.MOST_LABELS || leaveOneOut.size() < NOVELTY_FROM) {
            return Optional.empty();
        }
        double[][] products = leaveOneOut.products(trial.factor());
        Background background = new Background(scatter, trial.shrinkage(), products);
        KnownDistances known = leaveOneOut.relativeDistances(trial.factor(), products, trial.shrinkage(), background);
        return Optional.of(background.novelty(known));
    }

    private static Head head(FeatureSpace space, Scatter scatter, Trial trial, Optional<Novelty> novelty) {
        int classes = scatter.labels().size();
        double[][] solution = trial.factor().inverseTimes(classes);
        float[] weights = new float[space.dimension() * classes];
        double[] offsets = new double[classes];
        for (int j = 0; j < solution.length; j++) {
            for (int k = 0; k < classes; k++) {
                double weight = trial.shrinkage().freedom() * solution[j][k];
                weights[j * classes + k] = (float) weight;
                offsets[k] -= weight * (0.5 * scatter.means()[k][j] + scatter.centre()[j]);
            }
        }
        float[] biases = new float[classes];
        for (int k = 0; k < classes; k++) {
            biases[k] = (float) (offsets[k] + StrictMath.log(scatter.counts()[k] / scatter.total()));
        }
        Output output = new Output.SingleLabel(scatter.labels(), (float) trial.calibration().temperature());
        return new Head(space, Algorithm.LDA.word(), output, Optional.empty(), new Linear(weights, biases), novelty);
    }

    private static Fit fit(Head head, LeaveOneOut leaveOneOut, Trial trial) {
        if (leaveOneOut.size() < METRICS_FROM) {
            return new Fit(head, Metrics.NONE, REASON);
        }
        ScoredExamples scored = trial.scored();
        double accuracy = scored.correctWeight() / (scored.weight() + leaveOneOut.singletonWeight());
        double error = scored.expectedCalibrationError(trial.calibration().temperature());
        return new Fit(head, Metrics.ofLabels(accuracy, null, trial.calibration().logLoss(), error, null), REASON);
    }
}
