package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.onnx.MatrixProduct;

/**
 * The sum Σ weight64 · x xᵀ over examples, in exact integers (of 2^-28 · 1/64).
 *
 * <p>Examples are collected and folded together by double-precision matrix products. Their terms are integers and a block of 128 rows of
 * weight 100 sums to less than 2^48, where a double still holds every integer (up to 2^53): exact. A few rows are folded one by one in
 * integers. Only the upper triangle is kept, and made, strip by strip. One writer thread, which also reads.
 */
final class SecondMoment {

    private static final int BLOCK = 128;
    private static final int STRIP = 128;
    /** From so many rows on, a product is faster than row by row (measured at dimension 384). */
    private static final int PRODUCT_FROM = 4;

    private final int dimension;
    /** Row i holds columns i to d − 1. */
    private final long[][] rows;
    /** Collected x, {@code BLOCK × d}, and the same times the signed weights. */
    private final double[] pending;
    private final double[] weighted;
    private int collected;
    /** Operands and result of a strip's product. */
    private final double[] left;
    private final double[] right;
    private final double[] product;

    SecondMoment(int dimension) {
        this.dimension = dimension;
        this.rows = new long[dimension][];
        for (int i = 0; i < dimension; i++) {
            rows[i] = new long[dimension - i];
        }
        this.pending = new double[BLOCK * dimension];
        this.weighted = new double[BLOCK * dimension];
        this.left = new double[BLOCK * Math.min(STRIP, dimension)];
        this.right = new double[BLOCK * dimension];
        this.product = new double[Math.min(STRIP, dimension) * dimension];
    }

    /** Adds {@code signedWeight64 · x xᵀ}. */
    void add(int signedWeight64, Features features) {
        int offset = collected * dimension;
        features.toIntegers(pending, offset);
        for (int i = offset; i < offset + dimension; i++) {
            weighted[i] = signedWeight64 * pending[i];
        }
        if (++collected == BLOCK) {
            fold();
        }
    }

    /** Row {@code i} of the upper triangle, columns {@code i} to {@code d − 1}; not to be written, nor read after the next addition. */
    long[] row(int i) {
        fold();
        return rows[i];
    }

    private void fold() {
        if (collected >= PRODUCT_FROM) {
            for (int from = 0; from < dimension; from += STRIP) {
                foldStrip(from, Math.min(from + STRIP, dimension));
            }
        } else {
            for (int row = 0; row < collected; row++) {
                foldRow(row * dimension);
            }
        }
        collected = 0;
    }

    private void foldStrip(int from, int to) {
        int width = dimension - from;
        copyColumns(pending, from, to, left);
        copyColumns(weighted, from, dimension, right);
        MatrixProduct.multiply(left, true, right, false, to - from, collected, width, product);
        for (int i = from; i < to; i++) {
            add(rows[i], product, (i - from) * (width + 1));
        }
    }

    private void copyColumns(double[] block, int from, int to, double[] target) {
        for (int row = 0; row < collected; row++) {
            System.arraycopy(block, row * dimension + from, target, row * (to - from), to - from);
        }
    }

    private static void add(long[] row, double[] addends, int offset) {
        for (int j = 0; j < row.length; j++) {
            row[j] += (long) addends[offset + j];
        }
    }

    private void foldRow(int offset) {
        long[] x = new long[dimension];
        for (int i = 0; i < dimension; i++) {
            x[i] = (long) pending[offset + i];
        }
        for (int i = 0; i < dimension; i++) {
            addScaled(rows[i], (long) weighted[offset + i], x, i);
        }
    }

    private static void addScaled(long[] row, long factor, long[] x, int offset) {
        for (int j = 0; j < row.length; j++) {
            row[j] += factor * x[offset + j];
        }
    }
}
