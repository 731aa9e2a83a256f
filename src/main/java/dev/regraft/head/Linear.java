package dev.regraft.head;

import dev.regraft.feature.Features;
import java.util.Arrays;

/**
 * The map x ↦ x W + b. Immutable.
 *
 * <p>Kept row by row, each an array by itself: only loops over arrays at one and the same index become vector instructions. A score is its
 * bias, and then the rows' shares added one after the other, so the bits are the same everywhere.
 */
public final class Linear {

    private final float[][] rows;
    private final float[] biases;

    /**
     * @param weights d × columns, row-major, finite
     * @param biases one for each column, finite; owned by this object from now on
     * @throws IllegalArgumentException if there is no column, a row is not whole, or a number is not finite
     */
    public Linear(float[] weights, float[] biases) {
        if (biases.length == 0) {
            throw new IllegalArgumentException("biases must have at least 1 number: 0");
        }
        if (weights.length % biases.length != 0) {
            throw new IllegalArgumentException("weights must have a multiple of " + biases.length + " numbers: " + weights.length);
        }
        requireFinite("weights", weights);
        requireFinite("biases", biases);
        this.rows = new float[weights.length / biases.length][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(weights, row * biases.length, (row + 1) * biases.length);
        }
        this.biases = biases;
    }

    /** d, how many numbers x has. */
    public int rows() {
        return rows.length;
    }

    /** How many scores it gives. */
    public int columns() {
        return biases.length;
    }

    /** W, d × columns, row-major: a copy. */
    public float[] weights() {
        float[] weights = new float[rows.length * biases.length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, weights, row * biases.length, biases.length);
        }
        return weights;
    }

    /** b, one for each column; not to be written to. */
    public float[] biases() {
        return biases;
    }

    /**
     * The scores of a vector.
     *
     * @throws IllegalArgumentException if it has another dimension
     */
    public float[] of(Features features) {
        if (features.dimension() != rows.length) {
            throw new IllegalArgumentException("dimension must be " + rows.length + ": " + features.dimension());
        }
        float[] x = new float[rows.length];
        features.toReal(x);
        float[] scores = biases.clone();
        int i = 0;
        for (; i + 4 <= x.length; i += 4) {
            add(scores, rows[i], rows[i + 1], rows[i + 2], rows[i + 3], x[i], x[i + 1], x[i + 2], x[i + 3]);
        }
        for (; i < x.length; i++) {
            add(scores, rows[i], x[i]);
        }
        return scores;
    }

    /** Four rows in each pass: a quarter of the traffic of the scores. */
    private static void add(float[] scores, float[] a, float[] b, float[] c, float[] d, float xa, float xb, float xc, float xd) {
        for (int k = 0; k < scores.length; k++) {
            scores[k] = scores[k] + xa * a[k] + xb * b[k] + xc * c[k] + xd * d[k];
        }
    }

    private static void add(float[] scores, float[] row, float factor) {
        for (int k = 0; k < scores.length; k++) {
            scores[k] += factor * row[k];
        }
    }

    static void requireShape(String what, float[] numbers, int length) {
        requireLength(what, numbers.length, length);
        requireFinite(what, numbers);
    }

    static void requireLength(String what, int found, int length) {
        if (found != length) {
            throw new IllegalArgumentException(what + " must have " + length + " numbers: " + found);
        }
    }

    private static void requireFinite(String what, float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new IllegalArgumentException(what + " must be finite: " + number);
            }
        }
    }
}
