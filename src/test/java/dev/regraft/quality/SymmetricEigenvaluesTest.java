package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenvaluesTest {

    /** Q diag(λ) Qᵀ with Q a product of reflections has the eigenvalues λ. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 13, 64, 130})
    void findsThoseThatTheMatrixWasMadeOf(int n) {
        Random random = new Random(n);
        double[] made = random.doubles(n, -1, 5).toArray();
        made[0] = 0;
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] = made[i];
        }
        for (int turn = 0; turn < 3; turn++) {
            reflect(matrix, random.doubles(n, -1, 1).toArray());
        }
        double[] found = SymmetricEigenvalues.of(matrix);
        Arrays.sort(made);
        Arrays.sort(found);
        assertArrayEquals(made, found, 1e-11 * n);
    }

    /** H A H with H = I − 2 v vᵀ / vᵀv. */
    private static void reflect(double[][] a, double[] v) {
        int n = v.length;
        double square = Arrays.stream(v).map(x -> x * x).sum();
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < n; i++) {
                double product = 0;
                for (int j = 0; j < n; j++) {
                    product += v[j] * (side == 0 ? a[i][j] : a[j][i]);
                }
                for (int j = 0; j < n; j++) {
                    double change = 2 * product * v[j] / square;
                    if (side == 0) {
                        a[i][j] -= change;
                    } else {
                        a[j][i] -= change;
                    }
                }
            }
        }
    }

    @Test
    void manyThatAreEqualAreFound() {
        double[][] ones = new double[40][40];
        for (double[] row : ones) {
            Arrays.fill(row, 1);
        }
        double[] found = SymmetricEigenvalues.of(ones);
        Arrays.sort(found);
        assertEquals(40, found[39], 1e-12);
        assertArrayEquals(new double[39], Arrays.copyOf(found, 39), 1e-12);
    }
}
