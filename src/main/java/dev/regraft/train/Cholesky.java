package dev.regraft.train;

import java.util.Arrays;

/**
 * The Cholesky factor U of a positive definite matrix A = Uᵀ U, and Y = U⁻ᵀ B for right-hand sides B: inner products of columns of
 * Y are those of B under A⁻¹.
 *
 * <p>Works row by row, so the inner loop runs along a row: u_i = (a_i − Σ_{k<i} u_ki u_k) / √pivot, and the same for the rows of B.
 */
final class Cholesky {

    /** Columns of B that are solved together, so that they stay in the second-level cache. */
    private static final int PANEL = 128;

    private final int dimension;
    /** d × (d + r): the upper triangle of U, then Y. */
    private final double[][] rows;
    /** Row i: −u_ki for k < i, then 1 / u_ii. */
    private final double[][] columns;

    /**
     * Factors and solves in place.
     *
     * @param rows d × (d + r), the upper triangle of A followed by B; owned by this object from now on
     * @throws ArithmeticException if A is not positive definite
     */
    Cholesky(double[][] rows) {
        this.dimension = rows.length;
        this.rows = rows;
        this.columns = new double[dimension][];
        factor();
        for (int from = dimension; from < rows[0].length; from += PANEL) {
            solve(from, Math.min(from + PANEL, rows[0].length));
        }
    }

    private void factor() {
        for (int i = 0; i < dimension; i++) {
            double[] column = new double[i + 1];
            for (int k = 0; k < i; k++) {
                column[k] = -rows[k][i];
            }
            Axpy.add(rows[i], rows, column, i, i, dimension);
            double pivot = rows[i][i];
            if (!(pivot > 0)) {
                throw new ArithmeticException("pivot " + i + " must be positive: " + pivot);
            }
            column[i] = 1 / Math.sqrt(pivot);
            Axpy.scale(rows[i], column[i], i, dimension);
            columns[i] = column;
        }
    }

    private void solve(int from, int to) {
        for (int i = 0; i < dimension; i++) {
            Axpy.add(rows[i], rows, columns[i], i, from, to);
            Axpy.scale(rows[i], columns[i][i], from, to);
        }
    }

    /** d rows, of which the columns from d on are Y; not to be written. */
    double[][] rows() {
        return rows;
    }

    /** A⁻¹ B for the first {@code count} columns of B: {@code d × count}. */
    double[][] inverseTimes(int count) {
        double[][] solution = new double[dimension][];
        for (int i = dimension - 1; i >= 0; i--) {
            solution[i] = Arrays.copyOfRange(rows[i], dimension, dimension + count);
            double[][] below = Arrays.copyOfRange(solution, i + 1, dimension);
            double[] factors = Arrays.copyOfRange(rows[i], i + 1, dimension);
            Axpy.scale(factors, -1, 0, factors.length);
            Axpy.add(solution[i], below, factors, below.length, 0, count);
            Axpy.scale(solution[i], columns[i][i], 0, count);
        }
        return solution;
    }
}
