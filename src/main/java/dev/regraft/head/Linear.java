package dev.regraft.head;

import dev.regraft.feature.Features;

/**
 * The map x ↦ x W + b. Immutable.
 *
 * @param weights d × columns, row-major, finite; owned by this object from now on
 * @param biases one for each column, finite; owned by this object from now on
 */
public record Linear(float[] weights, float[] biases) {

    public Linear {
        if (biases.length == 0 || weights.length % biases.length != 0) {
            throw new IllegalArgumentException("weights must have a multiple of " + biases.length + " numbers: " + weights.length);
        }
        requireFinite("weights", weights);
        requireFinite("biases", biases);
    }

    /** d, how many numbers x has. */
    public int rows() {
        return weights.length / biases.length;
    }

    /** How many scores it gives. */
    public int columns() {
        return biases.length;
    }

    /**
     * The scores of a vector.
     *
     * @throws IllegalArgumentException if it has another dimension
     */
    public float[] of(Features features) {
        if (features.dimension() != rows()) {
            throw new IllegalArgumentException("dimension must be " + rows() + ": " + features.dimension());
        }
        float[] x = new float[rows()];
        features.toReal(x);
        float[] scores = biases.clone();
        for (int row = 0; row < x.length; row++) {
            addScaled(scores, x[row], row * scores.length);
        }
        return scores;
    }

    private void addScaled(float[] scores, float factor, int offset) {
        for (int k = 0; k < scores.length; k++) {
            scores[k] += factor * weights[offset + k];
        }
    }

    static void requireShape(String what, float[] numbers, int length) {
        if (numbers.length != length) {
            throw new IllegalArgumentException(what + " must have " + length + " numbers: " + numbers.length);
        }
        requireFinite(what, numbers);
    }

    private static void requireFinite(String what, float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new IllegalArgumentException(what + " must be finite: " + number);
            }
        }
    }
}
