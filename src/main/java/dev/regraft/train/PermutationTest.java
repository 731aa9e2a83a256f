package dev.regraft.train;

import java.util.Arrays;
import java.util.Random;

/**
 * Whether labels have anything to do with features: how often examples left out are told right, against the same with the labels shuffled.
 *
 * <p>The head is a ridge regression of one-hot labels, F = H Y with H = 1/n + X̃ (S_T + λ I)⁻¹ X̃ᵀ, because H does not depend on the labels.
 * Without example i it predicts y_i − (y_i − F_i) / (1 − h_ii), which is Σ_{j≠i} h_ij y_j / (1 − h_ii): each shuffle takes n² additions.
 * λ = (tr(S_T) + σ₀²) / d, as much as the mean eigenvalue, whatever the labels. The label is told by how far its sum lies above the one
 * of n_k examples drawn blindly, in units of √n_k: then chance favours neither frequent labels nor rare ones, and a rare label that is well
 * told counts though the most frequent one is right nearly always. p = (1 + number of shuffles no worse than the truth) / (1 + number
 * of shuffles) is exact: under the null hypothesis the truth is one more shuffle.
 *
 * @param observed mean over the labels that have examples of the share that is right, with the labels as they are, in [0, 1]
 * @param shuffled the mean of that over the shuffles
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
        int[] counts = new int[classes];
        Arrays.stream(given).forEach(label -> counts[label]++);
        int[] labels = given.clone();
        double truth = right(influences, labels, counts);
        Random random = new Random(SEED);
        int noWorse = 0;
        double sum = 0;
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            shuffle(labels, random);
            double right = right(influences, labels, counts);
            noWorse += right >= truth ? 1 : 0;
            sum += right;
        }
        return new PermutationTest(truth, sum / SHUFFLES, (1.0 + noWorse) / (1 + SHUFFLES));
    }

    /** H without its diagonal, n × n. */
    static float[][] influences(double[][] vectors) {
        double[][] centred = Vectors.centred(vectors);
        Inverse inverse = vectors.length < vectors[0].length ? ofProducts(centred) : ofFeatures(centred);
        int size = vectors.length;
        float[][] influences = new float[size][size];
        double[] row = new double[size];
        double[] factors = new double[inverse.columns.length];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < factors.length; j++) {
                factors[j] = inverse.factor * inverse.columns[j][i];
            }
            Arrays.fill(row, 1.0 / size);
            Axpy.add(row, inverse.columns, factors, factors.length, 0, size);
            for (int j = 0; j < size; j++) {
                influences[i][j] = (float) row[j];
            }
            influences[i][i] = 0;
        }
        return influences;
    }

    /** H − 1/n off the diagonal: inner products of n columns, times a factor. */
    private record Inverse(double[][] columns, double factor) {
    }

    /** U⁻ᵀ X̃ᵀ with Uᵀ U = S_T + λ I, d × n. */
    private static Inverse ofFeatures(double[][] centred) {
        int dimension = centred[0].length;
        double[][] rows = new double[dimension][];
        for (int i = 0; i < dimension; i++) {
            double[] column = Vectors.column(centred, i);
            rows[i] = new double[dimension + column.length];
            Axpy.add(rows[i], centred, column, column.length, i, dimension);
            System.arraycopy(column, 0, rows[i], dimension, column.length);
        }
        addLambda(rows, centred);
        return new Inverse(solved(rows), 1);
    }

    /** U⁻ᵀ with Uᵀ U = X̃ X̃ᵀ + λ I, n × n: X̃ (X̃ᵀ X̃ + λ I)⁻¹ X̃ᵀ is I − λ (X̃ X̃ᵀ + λ I)⁻¹. */
    private static Inverse ofProducts(double[][] centred) {
        int size = centred.length;
        double[][] columns = Vectors.transposed(centred);
        double[][] rows = new double[size][2 * size];
        for (int i = 0; i < size; i++) {
            Axpy.add(rows[i], columns, centred[i], columns.length, i, size);
            rows[i][size + i] = 1;
        }
        double lambda = addLambda(rows, centred);
        return new Inverse(solved(rows), -lambda);
    }

    /** @return λ */
    private static double addLambda(double[][] rows, double[][] centred) {
        double trace = 0;
        for (int i = 0; i < rows.length; i++) {
            trace += rows[i][i];
        }
        double mean = trace / centred[0].length;
        double lambda = mean + Math.max(mean / centred.length, TotalScatter.ROUNDING_VARIANCE);
        for (int i = 0; i < rows.length; i++) {
            rows[i][i] += lambda;
        }
        return lambda;
    }

    private static double[][] solved(double[][] rows) {
        return Arrays.stream(new Cholesky(rows).rows()).map(row -> Arrays.copyOfRange(row, rows.length, row.length)).toArray(double[][]::new);
    }

    /** The mean over labels of the share of their examples that are told right without them; of equal scores the first label counts. */
    private static double right(float[][] influences, int[] labels, int[] counts) {
        double[] scales = Arrays.stream(counts).mapToDouble(count -> count > 0 ? 1 / Math.sqrt(count) : 0).toArray();
        int[] right = new int[counts.length];
        double[] sums = new double[counts.length];
        for (int i = 0; i < labels.length; i++) {
            Arrays.fill(sums, 0);
            float[] row = influences[i];
            for (int j = 0; j < labels.length; j++) {
                sums[labels[j]] += row[j];
            }
            right[labels[i]] += best(sums, counts, scales, labels[i]) == labels[i] ? 1 : 0;
        }
        double shares = 0;
        for (int k = 0; k < right.length; k++) {
            shares += counts[k] > 0 ? right[k] / (double) counts[k] : 0;
        }
        return shares / Arrays.stream(counts).filter(count -> count > 0).count();
    }

    /** @param own label of the example that is left out */
    private static int best(double[] sums, int[] counts, double[] scales, int own) {
        double others = Arrays.stream(counts).sum() - 1;
        double mean = Arrays.stream(sums).sum() / others;
        int best = -1;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < sums.length; k++) {
            int count = k == own ? counts[k] - 1 : counts[k];
            double scale = k == own && count > 0 ? 1 / Math.sqrt(count) : scales[k];
            double score = (sums[k] - count * mean) * scale;
            if (count > 0 && score > bestScore) {
                best = k;
                bestScore = score;
            }
        }
        return best;
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
