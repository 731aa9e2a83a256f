package dev.regraft.head;

import dev.regraft.feature.Features;

/**
 * Random features, for what no straight line tells apart (RanPAC: McDonnell, Gong, Parvaneh, Abbasnejad and van den Hengel, NeurIPS 2023):
 * φ(x) = max(0, x R) / 4 with signs R drawn from a seed. Immutable.
 *
 * <p>Computed in integers, so the same vector has the same features everywhere: φ_j = min(max(0, Σ_i ±x_i) / 4 rounded down, 2^14) of
 * fixed-point x. The signs of feature j are the bits of the numbers that SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) draws from
 * {@code seed + j · 2^32}: bit i mod 64, from the lowest up, of the ⌊i / 64⌋-th; a set bit stands for −1.
 */
public final class Expansion {

    /** The most random features. */
    public static final int MOST_FEATURES = 8192;

    private static final int SHIFT = 2;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final int dimension;
    private final int width;
    private final long seed;
    /** width × d: −1 or 0, so that (x ^ sign) − sign is x or −x. */
    private final short[] signs;

    /**
     * @param dimension of the vectors, positive
     * @param width how many features it makes of each, in [1, 8192]
     */
    public Expansion(int dimension, int width, long seed) {
        if (width < 1 || width > MOST_FEATURES) {
            throw new IllegalArgumentException("width of an expansion must be in [1, " + MOST_FEATURES + "]: " + width);
        }
        this.dimension = dimension;
        this.width = width;
        this.seed = seed;
        this.signs = new short[dimension * width];
        for (int j = 0; j < width; j++) {
            fill(j);
        }
    }

    private void fill(int j) {
        long state = seed + ((long) j << 32);
        long bits = 0;
        for (int i = 0; i < dimension; i++) {
            if (i % Long.SIZE == 0) {
                state += GOLDEN_GAMMA;
                bits = mixed(state);
            }
            signs[j * dimension + i] = (short) -(bits >>> i % Long.SIZE & 1);
        }
    }

    private static long mixed(long state) {
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** The dimension of the vectors that it takes. */
    public int dimension() {
        return dimension;
    }

    /** How many features it makes. */
    public int width() {
        return width;
    }

    public long seed() {
        return seed;
    }

    /**
     * The random features of a vector.
     *
     * @throws IllegalArgumentException if it has another dimension
     */
    public Features of(Features features) {
        if (features.dimension() != dimension) {
            throw new IllegalArgumentException("dimension must be " + dimension + ": " + features.dimension());
        }
        short[] x = new short[dimension];
        for (int i = 0; i < dimension; i++) {
            x[i] = features.fixedPoint(i);
        }
        short[] expanded = new short[width];
        for (int j = 0; j < width; j++) {
            expanded[j] = (short) Math.min(Math.max(0, sum(x, j * dimension)) >> SHIFT, Features.ONE);
        }
        return Features.ofFixedPoint(expanded);
    }

    private int sum(short[] x, int offset) {
        int sum = 0;
        for (int i = 0; i < x.length; i++) {
            int sign = signs[offset + i];
            sum += (x[i] ^ sign) - sign;
        }
        return sum;
    }
}
