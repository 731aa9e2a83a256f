package dev.regraft.train;

import java.util.Arrays;
import java.util.List;

/**
 * What each example of a sample is scored by a discriminant learned without it, for any shrinkage.
 *
 * <p>Let A = (1−ε) S_W + ρ I, and for an example x of label y and weight w let e = x − μ_y and t = w / (n_y − w). Without x the mean is
 * μ_y − t e and the scatter S_W − t n_y e eᵀ, so by Sherman and Morrison, with γ = (1−ε) t n_y and q = eᵀ A⁻¹ e, the inverse becomes
 * A⁻¹ + γ / (1 − γ q) · A⁻¹ e eᵀ A⁻¹, and all scores are made of inner products under A⁻¹. The prior and the degrees of freedom are those
 * without x too. Only the ridge ρ, and the weights of hints, stay those of the full set.
 */
final class LeaveOneOut {

    /** Keeps 1 − γ q, positive in theory, from vanishing by rounding. */
    static final double LEAST_REMAINDER = 1e-12;

    private final Scatter scatter;
    private final LabeledSample sample;
    private final double[] logCounts;

    /** @param sample examples of positive weight */
    LeaveOneOut(Scatter scatter, List<Example> sample) {
        this(scatter, LabeledSample.of(sample, scatter.classes(), scatter.frame(), scatter.centre()));
    }

    LeaveOneOut(Scatter scatter, LabeledSample sample) {
        this.scatter = scatter;
        this.sample = sample;
        this.logCounts = Arrays.stream(scatter.counts()).map(StrictMath::log).toArray();
    }

    /** The examples that can be scored. */
    LabeledSample sample() {
        return sample;
    }

    /** m, the number of examples that can be scored. */
    int size() {
        return sample.size();
    }

    /** Factors A, with the label means as the first right-hand sides and the examples after them. */
    Cholesky factor(Shrinkage shrinkage) {
        int dimension = scatter.centre().length;
        int classes = scatter.counts().length;
        double[][] rows = new double[dimension][dimension + classes + size()];
        for (int i = 0; i < dimension; i++) {
            for (int j = i; j < dimension; j++) {
                rows[i][j] = shrinkage.keep() * scatter.within()[i][j];
            }
            rows[i][i] += shrinkage.ridge();
            for (int k = 0; k < classes; k++) {
                rows[i][dimension + k] = scatter.means()[k][i];
            }
            System.arraycopy(sample.examples().columns()[i], 0, rows[i], dimension + classes, size());
        }
        return new Cholesky(rows);
    }

    /** Inner products under A⁻¹ of all that the scores are made of. */
    InnerProducts products(Cholesky factor) {
        return InnerProducts.of(factor, scatter.counts().length, sample.labels());
    }

    /**
     * The m left-out examples with their scores for the C labels: log posteriors up to a constant of the example.
     *
     * @param balance whether labels are as probable as they are frequent or all alike
     */
    ScoredExamples scores(InnerProducts products, Shrinkage shrinkage, Balance balance) {
        double[][] scores = new double[size()][scatter.counts().length];
        for (int i = 0; i < scores.length; i++) {
            distances(i, products, shrinkage, scores[i]);
            for (int k = 0; k < scores[i].length; k++) {
                scores[i][k] = -0.5 * scores[i][k] + (balance == Balance.NONE ? logCount(k, i) : 0);
            }
        }
        return new ScoredExamples(scores, sample.labels(), sample.weights());
    }

    private double logCount(int k, int without) {
        return k == sample.labels()[without] ? StrictMath.log(rest(without)) : logCounts[k];
    }

    /** r of the m left-out examples: how far each is from the nearest label, against how far from the background, both without it. */
    Distribution relativeDistances(InnerProducts products, Shrinkage shrinkage, Background background) {
        double[] relative = background.leftOutDistances(products.squares(), sample.labels(), sample.weights());
        double[] distances = new double[scatter.counts().length];
        for (int i = 0; i < relative.length; i++) {
            distances(i, products, shrinkage, distances);
            relative[i] = Arrays.stream(distances).min().orElseThrow() - relative[i];
        }
        return new Distribution(relative, sample.weights());
    }

    /** The weight that remains of an example's label without it. */
    private double rest(int i) {
        return scatter.counts()[sample.labels()[i]] - sample.weights()[i];
    }

    /** The squared Mahalanobis distances MD_k of example {@code i} from the C labels, all learned without it. */
    private void distances(int i, InnerProducts products, Shrinkage shrinkage, double[] distances) {
        int own = sample.labels()[i];
        double weight = sample.weights()[i];
        double[] withExample = products.examples()[i];
        double[] withOwn = products.labels()[own];
        double square = products.squares()[i];
        double t = weight / rest(i);
        double gamma = shrinkage.keep() * t * scatter.counts()[own];
        double q = square - 2 * withExample[own] + withOwn[own];
        double correction = gamma / Math.max(1 - gamma * q, LEAST_REMAINDER);
        double freedom = Shrinkage.freedom(scatter, weight);
        for (int k = 0; k < distances.length; k++) {
            double distance = square - 2 * withExample[k] + products.lengths()[k];
            double alongE = square - withExample[own] - withExample[k] + withOwn[k];
            distances[k] = freedom * (distance + correction * alongE * alongE);
        }
        distances[own] = freedom * (1 + t) * (1 + t) * (q + correction * q * q);
    }
}
