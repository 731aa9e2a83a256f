package dev.regraft.head;

import dev.regraft.feature.Features;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

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

    /** The most numbers of a vector: a sum of so many stays within an int. */
    public static final int MOST_DIMENSIONS = 1 << 16;

    private static final int SHIFT = 2;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** The signs of expansions in use: all that are made by the same numbers share them. */
    private static final Map<Origin, WeakReference<int[][]>> SIGNS = new HashMap<>();

    private final Origin origin;
    /** A row of d for each feature: −1 or 0, so that (x ^ sign) − sign is −x or x. */
    private final int[][] signs;

    /** What decides the signs. */
    private record Origin(int dimension, int width, long seed) {
    }

    /**
     * @param dimension of the vectors, in [1, 65536]
     * @param width how many features it makes of each, in [1, 8192]
     * @throws IllegalArgumentException if one is out of range
     */
    public Expansion(int dimension, int width, long seed) {
        if (dimension < 1 || dimension > MOST_DIMENSIONS) {
            throw new IllegalArgumentException("dimension of an expansion must be in [1, " + MOST_DIMENSIONS + "]: " + dimension);
        }
        if (width < 1 || width > MOST_FEATURES) {
            throw new IllegalArgumentException("width of an expansion must be in [1, " + MOST_FEATURES + "]: " + width);
        }
        this.origin = new Origin(dimension, width, seed);
        this.signs = signs(origin);
    }

    private static synchronized int[][] signs(Origin origin) {
        WeakReference<int[][]> known = SIGNS.get(origin);
        int[][] signs = known == null ? null : known.get();
        if (signs == null) {
            signs = new int[origin.width()][origin.dimension()];
            for (int j = 0; j < signs.length; j++) {
                draw(signs[j], origin.seed() + ((long) j << 32));
            }
            SIGNS.values().removeIf(reference -> reference.get() == null);
            SIGNS.put(origin, new WeakReference<>(signs));
        }
        return signs;
    }

    private static void draw(int[] signs, long seed) {
        long state = seed;
        long bits = 0;
        for (int i = 0; i < signs.length; i++) {
            if (i % Long.SIZE == 0) {
                state += GOLDEN_GAMMA;
                bits = mixed(state);
            }
            signs[i] = (int) -(bits >>> i % Long.SIZE & 1);
        }
    }

    private static long mixed(long state) {
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** The dimension of the vectors that it takes. */
    public int dimension() {
        return origin.dimension();
    }

    /** How many features it makes. */
    public int width() {
        return origin.width();
    }

    public long seed() {
        return origin.seed();
    }

    /**
     * The random features of a vector.
     *
     * @throws IllegalArgumentException if it has another dimension
     */
    public Features of(Features features) {
        if (features.dimension() != origin.dimension()) {
            throw new IllegalArgumentException("dimension must be " + origin.dimension() + ": " + features.dimension());
        }
        int[] x = new int[origin.dimension()];
        for (int i = 0; i < x.length; i++) {
            x[i] = features.fixedPoint(i);
        }
        short[] expanded = new short[signs.length];
        for (int j = 0; j < expanded.length; j++) {
            expanded[j] = (short) Math.min(Math.max(0, sum(x, signs[j])) >> SHIFT, Features.ONE);
        }
        return Features.ofFixedPoint(expanded);
    }

    /** Whole numbers, whose sum is the same in any order: the compiler makes vector instructions of it. */
    private static int sum(int[] x, int[] signs) {
        int sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] ^ signs[i]) - signs[i];
        }
        return sum;
    }
}
