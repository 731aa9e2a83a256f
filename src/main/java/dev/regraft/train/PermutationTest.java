package dev.regraft.train;

import java.util.Arrays;
import java.util.Random;

/**
 * Whether labels have anything to do with features: how often examples left out are told right, against the same with the labels shuffled.
 *
 * <p>The head is a ridge regression of one-hot labels, F = H Y with H = 1/n + X̃ (S_T + λ I)⁻¹ X̃ᵀ, because H does not depend on the labels.
 * Without example i it predicts y_i − (y_i − F_i) / (1 − h_ii), and its greatest component is that of Σ_{j≠i} h_ij y_j: each
 * shuffle takes n² additions. λ = (tr(S_T) + σ₀²) / d, as much as the mean eigenvalue, whatever the labels. p = (1 + number of shuffles no
 * worse than the truth) / (1 + number of shuffles) is exact: under the null hypothesis the truth is one more shuffle.
 *
 * @param observed share that is right with the labels as they are, in [0, 1]
 * @param shuffled the mean of that share over the shuffles. It lies below chance: without an example, its own label is rarer than the others
 * @param pValue p, at least 1 / (1 + number of shuffles)
 */
record PermutationTest(double observed, double shuffled, double pValue) {

    static final int SHUFFLES = 99;

    private static final long SEED = 20261126;

    /**
     * @param vectors n × d
     * @param given index of each one's label, n
     * @param classes C, more than any index
     */
    static PermutationTest of(double[][] vectors, int[] given, int classes) {
        float[][] influences = influences(vectors);
        int[] labels = given.clone();
        int truth = right(influences, labels, classes);
        Random random = new Random(SEED);
        int noWorse = 0;
        long sum = 0;
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            shuffle(labels, random);
            int right = right(influences, labels, classes);
            noWorse += right >= truth ? 1 : 0;
            sum += right;
        }
        double size = given.length;
        return new PermutationTest(truth / size, sum / size / SHUFFLES, (1.0 + noWorse) / (1 + SHUFFLES));
    }

    /** H without its diagonal, n × n. */
    static float[][] influences(double[][] vectors) {
        double[][] solved = solved(vectors);
        int size = vectors.length;
        float[][] influences = new float[size][size];
        double[] row = new double[size];
        double[] factors = new double[solved.length];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < factors.length; j++) {
                factors[j] = solved[j][i];
            }
            Arrays.fill(row, 1.0 / size);
            Axpy.add(row, solved, factors, factors.length, 0, size);
            for (int j = 0; j < size; j++) {
                influences[i][j] = (float) row[j];
            }
            influences[i][i] = 0;
        }
        return influences;
    }

    /** U⁻ᵀ X̃ᵀ with Uᵀ U = S_T + λ I, d × n: inner products of its columns are those of H. */
    private static double[][] solved(double[][] vectors) {
        double[][] centred = Vectors.centred(vectors);
        int dimension = centred[0].length;
        double[][] rows = new double[dimension][];
        double trace = 0;
        for (int i = 0; i < dimension; i++) {
            double[] column = Vectors.column(centred, i);
            rows[i] = new double[dimension + column.length];
            Axpy.add(rows[i], centred, column, column.length, i, dimension);
            System.arraycopy(column, 0, rows[i], dimension, column.length);
            trace += rows[i][i];
        }
        double lambda = trace / dimension + Math.max(trace / dimension / centred.length, TotalScatter.ROUNDING_VARIANCE);
        for (int i = 0; i < dimension; i++) {
            rows[i][i] += lambda;
        }
        double[][] factored = new Cholesky(rows).rows();
        return Arrays.stream(factored).map(row -> Arrays.copyOfRange(row, dimension, row.length)).toArray(double[][]::new);
    }

    /** How many examples have the label that is predicted without them; of equal predictions the first label counts. */
    private static int right(float[][] influences, int[] labels, int classes) {
        int right = 0;
        double[] scores = new double[classes];
        for (int i = 0; i < labels.length; i++) {
            Arrays.fill(scores, 0);
            float[] row = influences[i];
            for (int j = 0; j < labels.length; j++) {
                scores[labels[j]] += row[j];
            }
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = scores[k] > scores[best] ? k : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return right;
    }

    /** Fisher and Yates. */
    private static void shuffle(int[] labels, Random random) {
        for (int i = labels.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int label = labels[i];
            labels[i] = labels[j];
            labels[j] = label;
        }
    }
}
