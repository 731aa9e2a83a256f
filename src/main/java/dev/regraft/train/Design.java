package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.onnx.LogisticKernel;
import java.nio.FloatBuffer;

/**
 * The rows that a logistic regression is learned from: examples fold by fold, then hints. A row is (x − m) / σ and a 1 for the bias, with m
 * the mean of the examples and σ² their total variance, which makes steps and penalties free of the scale of features; a hint counts as one
 * example in both.
 *
 * <p>Rows are kept in single precision if they take no more than 24 MiB, and made anew from the kept examples each time if they do. Any
 * number of threads read.
 */
final class Design {

    private static final long CACHE_BYTES = 24 << 20;
    /** Variance of a number rounded to fixed point. */
    private static final double ROUNDING_VARIANCE = 1.0 / 12;

    private final Kept kept;
    private final int[] examples;
    private final Features[] hints;
    private final int dimension;
    /** In units of fixed point. */
    private final float[] centre;
    private final float inverseDeviation;
    private final FloatBuffer cache;

    /**
     * @param examples of the kept ones, of positive weight, in the order of the rows; at least one, or one hint
     * @param hints in the order of the rows behind them
     */
    Design(Kept kept, int[] examples, Features[] hints) {
        this.kept = kept;
        this.examples = examples;
        this.hints = hints;
        this.dimension = kept.space().dimension();
        this.centre = new float[dimension];
        this.inverseDeviation = (float) (1 / Math.sqrt(centre()));
        this.cache = (long) rows() * columns() * Float.BYTES <= CACHE_BYTES ? LogisticKernel.room(rows() * columns()) : null;
        if (cache != null) {
            fill(0, rows(), cache);
        }
    }

    /** Finds the centre. Returns the total variance about it, or what rounding may hide if that is more. */
    private double centre() {
        long weight = 0;
        double squares = 0;
        long[] sums = new long[dimension];
        short[] x = new short[dimension];
        for (int i = 0; i < rows(); i++) {
            int weight64 = i < examples.length ? kept.weight64(examples[i]) : Example.WEIGHT_ONE;
            read(i, x);
            squares += (double) weight64 * add(x, weight64, sums);
            weight += weight64;
        }
        double least = dimension * ROUNDING_VARIANCE;
        double variance = squares / weight;
        for (int j = 0; j < dimension; j++) {
            double mean = sums[j] / (double) weight;
            centre[j] = (float) mean;
            variance -= mean * mean;
        }
        return Math.max(least, variance);
    }

    private void read(int row, short[] x) {
        if (row < examples.length) {
            kept.copy(examples[row], x, 0);
            return;
        }
        for (int j = 0; j < dimension; j++) {
            x[j] = hints[row - examples.length].fixedPoint(j);
        }
    }

    private static long add(short[] x, int weight64, long[] sums) {
        long square = 0;
        for (int j = 0; j < x.length; j++) {
            sums[j] += weight64 * x[j];
            square += x[j] * x[j];
        }
        return square;
    }

    /** n, examples and hints. */
    int rows() {
        return examples.length + hints.length;
    }

    /** p = d + 1. */
    int columns() {
        return dimension + 1;
    }

    /** How many numbers of room {@link #rows(int, int, FloatBuffer)} needs for so many rows. */
    int roomFor(int count) {
        return cache == null ? count * columns() : 0;
    }

    /**
     * Some of the rows, row-major.
     *
     * @param room where to write them unless they are kept
     */
    FloatBuffer rows(int from, int to, FloatBuffer room) {
        if (cache != null) {
            return cache.slice(from * columns(), (to - from) * columns());
        }
        fill(from, to, room);
        return room;
    }

    private void fill(int from, int to, FloatBuffer target) {
        short[] x = new short[dimension];
        float[] row = new float[columns()];
        row[dimension] = 1;
        for (int i = from; i < to; i++) {
            read(i, x);
            for (int j = 0; j < dimension; j++) {
                row[j] = (x[j] - centre[j]) * inverseDeviation;
            }
            target.put((i - from) * row.length, row);
        }
    }

    /** The same scores from features as they are: weights d × C and biases C, of weights p × C for the rows here. */
    float[][] weightsAndBiases(float[] solution) {
        int classes = solution.length / columns();
        float[] weights = new float[dimension * classes];
        double[] biases = new double[classes];
        for (int k = 0; k < classes; k++) {
            biases[k] = solution[dimension * classes + k];
        }
        double scale = (double) inverseDeviation * Features.ONE;
        for (int j = 0; j < dimension; j++) {
            for (int k = 0; k < classes; k++) {
                double weight = solution[j * classes + k] * scale;
                weights[j * classes + k] = (float) weight;
                biases[k] -= weight * centre[j] / Features.ONE;
            }
        }
        float[] rounded = new float[classes];
        for (int k = 0; k < classes; k++) {
            rounded[k] = (float) biases[k];
        }
        return new float[][] {weights, rounded};
    }
}
