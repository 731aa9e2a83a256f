package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What each example of a sample is scored by a discriminant learned without it, for any shrinkage.
 *
 * <p>Let A = (1−ε) S_W + ρ I, and for an example x of label y and weight w let e = x − μ_y and t = w / (n_y − w). Without x the mean is
 * μ_y − t e and the scatter S_W − t n_y e eᵀ, so by Sherman and Morrison, with γ = (1−ε) t n_y and q = eᵀ A⁻¹ e, the inverse becomes
 * A⁻¹ + γ / (1 − γ q) · A⁻¹ e eᵀ A⁻¹, and all scores are made of inner products under A⁻¹. The prior and the degrees of freedom are those
 * without x too. Only the ridge ρ stays that of the full set.
 */
final class LeaveOneOut {

    /** Keeps 1 − γ q, positive in theory, from vanishing by rounding. */
    static final double LEAST_REMAINDER = 1e-12;

    private final Scatter scatter;
    private final List<Example> usable = new ArrayList<>();
    private final int[] labels;
    private final double[] weights;
    private final double singletonWeight;
    private final double[] logCounts;
    /** d × (C + m): the label means, then the examples, all minus the centre. */
    private final double[][] columns;

    /** @param sample examples of positive weight; one that is all the weight of its label is a singleton, and has no score */
    LeaveOneOut(Scatter scatter, List<Example> sample) {
        this.scatter = scatter;
        double singletons = 0;
        for (Example example : sample) {
            if (scatter.counts()[label(example)] > example.weight()) {
                usable.add(example);
            } else {
                singletons += example.weight();
            }
        }
        this.singletonWeight = singletons;
        this.labels = usable.stream().mapToInt(this::label).toArray();
        this.weights = usable.stream().mapToDouble(Example::weight).toArray();
        this.logCounts = Arrays.stream(scatter.counts()).map(StrictMath::log).toArray();
        this.columns = columns();
    }

    private int label(Example example) {
        return Collections.binarySearch(scatter.labels(), example.target().labels().getFirst());
    }

    private double[][] columns() {
        int classes = scatter.counts().length;
        double[][] result = new double[scatter.centre().length][classes + labels.length];
        for (int j = 0; j < result.length; j++) {
            for (int k = 0; k < classes; k++) {
                result[j][k] = scatter.means()[k][j];
            }
            for (int i = 0; i < labels.length; i++) {
                result[j][classes + i] = usable.get(i).features().fixedPoint(j) / (double) Features.ONE - scatter.centre()[j];
            }
        }
        return result;
    }

    /** m, the number of examples that can be scored. */
    int size() {
        return labels.length;
    }

    /** Weight of the singletons of the sample: a head learned without them does not know their label. */
    double singletonWeight() {
        return singletonWeight;
    }

    /** Factors A, with the label means as the first right-hand sides and the examples after them. */
    Cholesky factor(Shrinkage shrinkage) {
        int dimension = columns.length;
        double[][] rows = new double[dimension][dimension + scatter.counts().length + labels.length];
        for (int i = 0; i < dimension; i++) {
            for (int j = i; j < dimension; j++) {
                rows[i][j] = shrinkage.keep() * scatter.within()[i][j];
            }
            rows[i][i] += shrinkage.ridge();
            System.arraycopy(columns[i], 0, rows[i], dimension, columns[i].length);
        }
        return new Cholesky(rows);
    }

    /** The m left-out examples with their scores for the C labels: log posteriors up to a constant of the example. */
    ScoredExamples scores(Cholesky factor, Shrinkage shrinkage) {
        double[][] products = products(factor);
        double[] squares = squares(factor);
        double[][] scores = new double[labels.length][scatter.counts().length];
        for (int i = 0; i < labels.length; i++) {
            distances(i, products, squares[i], shrinkage, scores[i]);
            for (int k = 0; k < scores[i].length; k++) {
                scores[i][k] = -0.5 * scores[i][k] + (k == labels[i] ? StrictMath.log(rest(i)) : logCounts[k]);
            }
        }
        return new ScoredExamples(scores, labels, weights);
    }

    /** r of the m left-out examples: how far each is from the nearest label, against how far from the background, both without it. */
    KnownDistances relativeDistances(Cholesky factor, double[][] products, Shrinkage shrinkage, Background background) {
        double[] squares = squares(factor);
        double[] relative = background.leftOutDistances(squares, labels, weights);
        double[] distances = new double[scatter.counts().length];
        for (int i = 0; i < labels.length; i++) {
            distances(i, products, squares[i], shrinkage, distances);
            relative[i] = Arrays.stream(distances).min().orElseThrow() - relative[i];
        }
        return new KnownDistances(relative, weights);
    }

    /** C × (d + C + m), of which the first d columns are empty: inner products of every label mean with every mean and example. */
    double[][] products(Cholesky factor) {
        double[][] rows = factor.rows();
        int dimension = rows.length;
        double[][] products = new double[scatter.counts().length][rows[0].length];
        double[] mean = new double[dimension];
        for (int k = 0; k < products.length; k++) {
            for (int j = 0; j < dimension; j++) {
                mean[j] = rows[j][dimension + k];
            }
            Axpy.add(products[k], rows, mean, dimension, dimension, rows[0].length);
        }
        return products;
    }

    /** The inner product of every example with itself. */
    private double[] squares(Cholesky factor) {
        int first = columns.length + scatter.counts().length;
        double[] squares = new double[labels.length];
        for (double[] row : factor.rows()) {
            for (int i = 0; i < squares.length; i++) {
                squares[i] += row[first + i] * row[first + i];
            }
        }
        return squares;
    }

    /** The weight that remains of an example's label without it. */
    private double rest(int i) {
        return scatter.counts()[labels[i]] - weights[i];
    }

    /** The squared Mahalanobis distances MD_k of example {@code i} from the C labels, all learned without it. */
    private void distances(int i, double[][] products, double square, Shrinkage shrinkage, double[] distances) {
        double[] counts = scatter.counts();
        int means = columns.length;
        int example = means + counts.length + i;
        int own = labels[i];
        double t = weights[i] / rest(i);
        double gamma = shrinkage.keep() * t * counts[own];
        double q = square - 2 * products[own][example] + products[own][means + own];
        double correction = gamma / Math.max(1 - gamma * q, LEAST_REMAINDER);
        double freedom = Shrinkage.freedom(scatter, weights[i]);
        for (int k = 0; k < counts.length; k++) {
            double distance = square - 2 * products[k][example] + products[k][means + k];
            double alongE = square - products[own][example] - products[k][example] + products[k][means + own];
            distances[k] = freedom * (distance + correction * alongE * alongE);
        }
        distances[own] = freedom * (1 + t) * (1 + t) * (q + correction * q * q);
    }
}
