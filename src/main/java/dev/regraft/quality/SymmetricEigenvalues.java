package dev.regraft.quality;

/**
 * Eigenvalues of a symmetric matrix: Householder's reduction to three diagonals, then the implicit QL method (Press, Teukolsky, Vetterling and
 * Flannery, Numerical Recipes, 11.3 and 11.4; Golub and Van Loan, Matrix Computations, 8.3). No eigenvectors.
 */
final class SymmetricEigenvalues {

    private static final int MOST_ROUNDS = 60;

    private SymmetricEigenvalues() {
    }

    /**
     * @param matrix n × n, symmetric; overwritten
     * @return n numbers, in no order
     */
    static double[] of(double[][] matrix) {
        int n = matrix.length;
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        for (int k = n - 1; k >= 1; k--) {
            beside[k - 1] = reduce(matrix, k);
            diagonal[k] = matrix[k][k];
        }
        if (n > 0) {
            diagonal[0] = matrix[0][0];
        }
        solve(diagonal, beside);
        return diagonal;
    }

    /** Makes row k zero but for the diagonal and the number before it, which is returned, by a reflection of the rows before. */
    private static double reduce(double[][] a, int k) {
        double[] u = a[k];
        double norm = 0;
        for (int i = 0; i < k; i++) {
            norm += u[i] * u[i];
        }
        norm = Math.sqrt(norm);
        if (norm == 0) {
            return 0;
        }
        double reflected = u[k - 1] > 0 ? -norm : norm;
        double half = norm * norm - u[k - 1] * reflected;
        u[k - 1] -= reflected;
        double[] p = new double[k];
        double uDotP = 0;
        for (int i = 0; i < k; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += a[i][j] * u[j];
            }
            p[i] = sum / half;
            uDotP += u[i] * p[i];
        }
        double share = uDotP / (2 * half);
        for (int i = 0; i < k; i++) {
            p[i] -= share * u[i];
        }
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                a[i][j] -= u[i] * p[j] + p[i] * u[j];
            }
        }
        return reflected;
    }

    /** @param e the numbers beside the diagonal, n − 1 and a zero */
    private static void solve(double[] d, double[] e) {
        int n = d.length;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(d[i]) + Math.abs(e[i]));
        }
        double negligible = Math.ulp(largest);
        for (int l = 0; l < n; l++) {
            for (int round = 0; ; round++) {
                int m = l;
                while (m < n - 1 && Math.abs(e[m]) > negligible) {
                    m++;
                }
                if (m == l) {
                    break;
                }
                if (round == MOST_ROUNDS) {
                    throw new IllegalStateException("eigenvalues were not found in " + MOST_ROUNDS + " rounds");
                }
                rotate(d, e, l, m);
            }
        }
    }

    /** One implicit QL step on rows l to m. */
    private static void rotate(double[] d, double[] e, int l, int m) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = Math.hypot(g, 1);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(r, g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }
}
