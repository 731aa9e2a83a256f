package dev.regraft.train;

import dev.regraft.head.Novelty;
import java.util.Arrays;

/**
 * One Gaussian over all examples, whatever their label: what {@link Novelty} holds the labels against.
 *
 * <p>Its covariance is Σ̂ + S_B / n, with S_B = Σ n_k d_k d_kᵀ of the label means d_k minus the centre m. Let f be the degrees of freedom,
 * κ = f / n and A = f Σ̂; then f times the covariance is A_0 = A + κ S_B. With D of columns d_k, N = diag(n_k) and K = Dᵀ A⁻¹ D, Woodbury has
 * A_0⁻¹ = A⁻¹ − A⁻¹ D M Dᵀ A⁻¹, M = ((κ N)⁻¹ + K)⁻¹ = √(κN) (I + √(κN) K √(κN))⁻¹ √(κN). In the units of the head, P = f A⁻¹
 * and B = M / f.
 *
 * <p>Without an example x of label k and weight w, with y = x − m, e = y − d_k and t = w / (n_k − w), the scatter S_W loses t n_k e eᵀ and S_T loses
 * s y yᵀ, s = w n / (n − w), so S_B = S_T − S_W gains the one and loses the other: A_0 gains α e eᵀ, α = (κ − (1−ε)) t n_k, and loses κ s y yᵀ. The centre
 * moves so that x − m becomes y n / (n − w). Two steps of Sherman and Morrison make of it inner products under A_0⁻¹. The ridge and κ stay
 * those of the full set; the degrees of freedom are those without x.
 */
final class Background {

    private final Scatter scatter;
    private final Shrinkage shrinkage;
    /** K, C × C. */
    private final double[][] labels;
    /** m × C: Dᵀ A⁻¹ y of every example. */
    private final double[][] examples;
    private final double kappa;
    /** M, C × C. */
    private final double[][] inverse;

    /**
     * @param labels inner products of every label mean with every other under A⁻¹
     * @param products the same of examples and label means
     */
    Background(Scatter scatter, Shrinkage shrinkage, double[][] labels, InnerProducts products) {
        this.scatter = scatter;
        this.shrinkage = shrinkage;
        this.labels = labels;
        this.examples = products.examples();
        this.kappa = shrinkage.freedom() / scatter.total();
        this.inverse = inverse();
    }

    private double[][] inverse() {
        int classes = labels.length;
        double[][] rows = new double[classes][2 * classes];
        for (int k = 0; k < classes; k++) {
            for (int l = k; l < classes; l++) {
                rows[k][l] = root(k) * root(l) * labels[k][l];
            }
            rows[k][k] += 1;
            rows[k][classes + k] = root(k);
        }
        return square(new Cholesky(rows).rows());
    }

    /** √(κ n_k). */
    private double root(int k) {
        return Math.sqrt(kappa * scatter.counts()[k]);
    }

    /** Yᵀ Y of the right-hand sides; symmetric to the last bit. */
    private static double[][] square(double[][] rows) {
        int classes = rows.length;
        double[][] right = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            System.arraycopy(rows[k], classes, right[k], 0, classes);
        }
        double[][] square = new double[classes][classes];
        double[] column = new double[classes];
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                column[l] = right[l][k];
            }
            Axpy.add(square[k], right, column, classes, 0, classes);
        }
        return square;
    }

    /**
     * What a head needs of it to tell novelty.
     *
     * @param known the relative distances of known examples left out
     * @param logPriors ln of the prior probability of each label in the head's scores
     */
    Novelty novelty(Distribution known, double[] logPriors) {
        int classes = labels.length;
        double freedom = shrinkage.freedom();
        float[] offsets = new float[classes];
        float[] lengths = new float[classes];
        float[] triangle = new float[Novelty.triangleSize(classes)];
        int next = 0;
        for (int k = 0; k < classes; k++) {
            double length = freedom * labels[k][k];
            lengths[k] = (float) length;
            offsets[k] = (float) (0.5 * length - logPriors[k]);
            for (int l = k; l < classes; l++) {
                triangle[next++] = (float) ((k == l ? 1 : 2) * inverse[k][l] / freedom);
            }
        }
        return new Novelty(offsets, lengths, triangle, known.quantiles(Novelty.QUANTILES - 1));
    }

    /**
     * The squared Mahalanobis distance MD_0 of every example of a sample from the background of all others.
     *
     * @param squares the inner product of every example with itself under A⁻¹, minus the centre
     * @param labels index of each one's label
     * @param weights of the examples
     */
    double[] leftOutDistances(double[] squares, int[] labels, double[] weights) {
        double[] distances = new double[squares.length];
        double[] along = new double[inverse.length];
        for (int i = 0; i < distances.length; i++) {
            Arrays.fill(along, 0);
            Axpy.add(along, inverse, examples[i], along.length, 0, along.length);
            double explained = 0;
            for (int k = 0; k < along.length; k++) {
                explained += examples[i][k] * along[k];
            }
            distances[i] = leftOutDistance(squares[i] - explained, along[labels[i]], labels[i], weights[i]);
        }
        return distances;
    }

    /**
     * MD_0 of x without x.
     *
     * @param square y's inner product with itself under A_0⁻¹
     * @param along row {@code own} of M Dᵀ A⁻¹ y; as K M = I − (κ N)⁻¹ M, this over κ n_k is d_k's inner product with y under A_0⁻¹
     */
    private double leftOutDistance(double square, double along, int own, double weight) {
        double count = scatter.counts()[own];
        double total = scatter.total();
        double share = kappa * count;
        double withMean = along / share;
        double ofMean = (1 - inverse[own][own] / share) / share;
        double ofE = square - 2 * withMean + ofMean;
        double withE = square - withMean;
        double alpha = (kappa - shrinkage.keep()) * weight / (count - weight) * count;
        double q = square - alpha * withE * withE / Math.max(1 + alpha * ofE, LeaveOneOut.LEAST_REMAINDER);
        double stretch = total / (total - weight);
        double remainder = Math.max(1 - kappa * weight * stretch * q, LeaveOneOut.LEAST_REMAINDER);
        return Shrinkage.freedom(scatter, weight) * stretch * stretch * q / remainder;
    }
}
