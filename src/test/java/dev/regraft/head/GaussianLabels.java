package dev.regraft.head;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Labels of one covariance in plain doubles: the definition, by explicit inverses, and the compact form made from it. */
final class GaussianLabels {

    private final Random random;
    private final double[] centre;
    private final double[] shares;
    private final double[][] means;
    private final double[][] within;
    private final double[][] precision;
    private final double[][] totalPrecision;

    GaussianLabels(long seed, int dimension, int labels) {
        this.random = new Random(seed);
        this.centre = random.doubles(dimension, -0.5, 0.5).toArray();
        this.shares = shares(labels);
        this.means = means(dimension, labels);
        this.within = within(dimension);
        this.precision = inverse(within);
        this.totalPrecision = inverse(total());
    }

    private double[] shares(int labels) {
        double[] drawn = random.doubles(labels, 0.2, 1).toArray();
        double sum = 0;
        for (double share : drawn) {
            sum += share;
        }
        for (int k = 0; k < labels; k++) {
            drawn[k] /= sum;
        }
        return drawn;
    }

    /** d_k: their mean by shares is 0. */
    private double[][] means(int dimension, int labels) {
        double[][] drawn = new double[labels][];
        for (int k = 0; k < labels; k++) {
            drawn[k] = random.doubles(dimension, -1, 1).toArray();
        }
        for (int j = 0; j < dimension; j++) {
            double mean = 0;
            for (int k = 0; k < labels; k++) {
                mean += shares[k] * drawn[k][j];
            }
            for (int k = 0; k < labels; k++) {
                drawn[k][j] -= mean;
            }
        }
        return drawn;
    }

    private double[][] within(int dimension) {
        double[][] factor = new double[dimension][];
        for (int i = 0; i < dimension; i++) {
            factor[i] = random.doubles(dimension, -1, 1).toArray();
        }
        double[][] covariance = new double[dimension][dimension];
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < dimension; j++) {
                covariance[i][j] = 0.2 * dot(factor[i], factor[j]) / dimension + (i == j ? 0.1 : 0);
            }
        }
        return covariance;
    }

    private double[][] total() {
        double[][] total = new double[centre.length][];
        for (int i = 0; i < total.length; i++) {
            total[i] = within[i].clone();
            for (int j = 0; j < total.length; j++) {
                for (int k = 0; k < shares.length; k++) {
                    total[i][j] += shares[k] * means[k][i] * means[k][j];
                }
            }
        }
        return total;
    }

    /** A point, minus the centre, near a label or far from all. */
    double[] point(int trial) {
        double[] y = means[trial % shares.length].clone();
        for (int j = 0; j < y.length; j++) {
            y[j] += (1 + trial % 3) * 0.3 * random.nextGaussian();
        }
        return y;
    }

    double relativeDistance(double[] y) {
        double nearest = Double.POSITIVE_INFINITY;
        for (double[] mean : means) {
            nearest = Math.min(nearest, form(precision, minus(y, mean)));
        }
        return nearest - form(totalPrecision, y);
    }

    /** Of the terms of which the distance is a difference. */
    double magnitude(double[] y) {
        double largest = form(precision, y);
        for (double[] mean : means) {
            largest = Math.max(largest, form(precision, mean));
        }
        return 1 + largest;
    }

    float[] logits(double[] y) {
        float[] logits = new float[shares.length];
        for (int k = 0; k < logits.length; k++) {
            double[] weights = times(precision, means[k]);
            logits[k] = (float) (dot(weights, y) - 0.5 * dot(weights, means[k]) + Math.log(shares[k]));
        }
        return logits;
    }

    Novelty novelty(float[] quantiles) {
        int labels = shares.length;
        float[] offsets = new float[labels];
        float[] lengths = new float[labels];
        double[][] inner = new double[labels][labels];
        for (int k = 0; k < labels; k++) {
            double[] weights = times(precision, means[k]);
            lengths[k] = (float) dot(weights, means[k]);
            offsets[k] = (float) (0.5 * dot(weights, means[k]) - Math.log(shares[k]));
            for (int l = 0; l < labels; l++) {
                inner[k][l] = Math.sqrt(shares[k] * shares[l]) * dot(weights, means[l]) + (k == l ? 1 : 0);
            }
        }
        double[][] inverse = inverse(inner);
        float[] triangle = new float[Novelty.triangleSize(labels)];
        int next = 0;
        for (int k = 0; k < labels; k++) {
            for (int l = k; l < labels; l++) {
                triangle[next++] = (float) ((k == l ? 1 : 2) * Math.sqrt(shares[k] * shares[l]) * inverse[k][l]);
            }
        }
        return new Novelty(offsets, lengths, triangle, quantiles);
    }

    private static double form(double[][] matrix, double[] v) {
        return dot(times(matrix, v), v);
    }

    private static double[] times(double[][] matrix, double[] v) {
        double[] product = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            product[i] = dot(matrix[i], v);
        }
        return product;
    }

    private static double[] minus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] - b[j]).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** By Gauss and Jordan; of a positive definite matrix, so without exchanging rows. */
    private static double[][] inverse(double[][] matrix) {
        int size = matrix.length;
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[i] = Arrays.copyOf(matrix[i], 2 * size);
            rows[i][size + i] = 1;
        }
        for (int i = 0; i < size; i++) {
            double pivot = rows[i][i];
            for (int j = 0; j < 2 * size; j++) {
                rows[i][j] /= pivot;
            }
            for (int k = 0; k < size; k++) {
                double factor = k == i ? 0 : rows[k][i];
                for (int j = 0; j < 2 * size; j++) {
                    rows[k][j] -= factor * rows[i][j];
                }
            }
        }
        double[][] inverse = new double[size][];
        for (int i = 0; i < size; i++) {
            inverse[i] = Arrays.copyOfRange(rows[i], size, 2 * size);
        }
        return inverse;
    }
}
