package dev.regraft.feature;

import java.util.Arrays;

/**
 * One feature vector in 16-bit fixed point: {@code value / 2^14}, each in [-1, 1].
 *
 * <p>Made once, where an L2-normalised vector leaves the backbone, and never rounded again: the same input gives the same
 * bits, so everything computed from the bits is repeatable.
 */
public final class Features {

    /** Number of bits behind the binary point. */
    public static final int FRACTION_BITS = 14;

    /** The fixed-point number one: 2^14. */
    public static final int ONE = 1 << FRACTION_BITS;

    private final short[] values;

    private Features(short[] values) {
        this.values = values;
    }

    /**
     * Rounds a real vector to fixed point, half to even.
     *
     * @param vector at least {@code offset + dimension} numbers; those read lie in [-1, 1]
     * @param offset index of the first number
     * @param dimension how many numbers
     * @throws IllegalArgumentException if a number is not finite or lies outside [-1, 1]
     */
    public static Features quantise(float[] vector, int offset, int dimension) {
        short[] values = new short[dimension];
        for (int i = 0; i < dimension; i++) {
            double scaled = Math.rint(vector[offset + i] * (double) ONE);
            if (!(Math.abs(scaled) <= ONE)) {
                throw new IllegalArgumentException("feature must be in [-1, 1]: " + vector[offset + i]);
            }
            values[i] = (short) scaled;
        }
        return new Features(values);
    }

    /** Rounds a whole real vector to fixed point; see {@link #quantise(float[], int, int)}. */
    public static Features quantise(float... vector) {
        return quantise(vector, 0, vector.length);
    }

    /**
     * Takes fixed-point values as they are.
     *
     * @param values owned by the result from now on, each in [-2^14, 2^14]
     * @throws IllegalArgumentException if a value lies outside that range
     */
    public static Features ofFixedPoint(short[] values) {
        for (short value : values) {
            if (value > ONE || value < -ONE) {
                throw new IllegalArgumentException("fixed-point feature must be in [-16384, 16384]: " + value);
            }
        }
        return new Features(values);
    }

    public int dimension() {
        return values.length;
    }

    /** The i-th value in fixed point. */
    public short fixedPoint(int i) {
        return values[i];
    }

    /** Writes the vector as real numbers, exactly, to {@code target[0 .. dimension)}. */
    public void toReal(float[] target) {
        for (int i = 0; i < values.length; i++) {
            target[i] = values[i] * (1.0f / ONE);
        }
    }

    /** Writes the fixed-point integers to {@code target[offset .. offset + dimension)}. */
    public void toIntegers(double[] target, int offset) {
        for (int i = 0; i < values.length; i++) {
            target[offset + i] = values[i];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Features[" + values.length + "]";
    }
}
