package dev.regraft.train;

/**
 * The one inner loop of the dense algebra here: a row plus multiples of other rows (BLAS calls it axpy).
 *
 * <p>Four rows go into each pass, a shape that the compiler turns into vector instructions. Nothing in it depends on the processor:
 * Java neither fuses nor reorders the operations, so the bits are the same everywhere.
 */
final class Axpy {

    private Axpy() {
    }

    /**
     * Computes {@code y[j] += Σ factors[k] · rows[k][j]} for {@code k < count} and {@code from <= j < to}.
     *
     * @param y no row of {@code rows[0 .. count)}
     */
    static void add(double[] y, double[][] rows, double[] factors, int count, int from, int to) {
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            add(y, rows[k], rows[k + 1], rows[k + 2], rows[k + 3], factors[k], factors[k + 1], factors[k + 2], factors[k + 3], from, to);
        }
        for (; k < count; k++) {
            add(y, rows[k], factors[k], from, to);
        }
    }

    private static void add(double[] y, double[] a, double[] b, double[] c, double[] d, double fa, double fb, double fc, double fd,
            int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] += fa * a[j] + fb * b[j] + fc * c[j] + fd * d[j];
        }
    }

    private static void add(double[] y, double[] a, double fa, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] += fa * a[j];
        }
    }

    /** Computes {@code y[j] *= factor} for {@code from <= j < to}. */
    static void scale(double[] y, double factor, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] *= factor;
        }
    }
}
