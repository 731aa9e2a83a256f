package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 13, 207, 385})
    void solvesAndGivesInnerProducts(int d) {
        // Given a positive definite A and right-hand sides A X for a known X
        Random random = new Random(d);
        int columns = 150;
        double[][] a = new double[d][d];
        double[][] x = new double[d][columns];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                a[i][j] = a[j][i] = random.nextDouble(-1, 1) / d;
            }
            a[i][i] = 2;
            x[i] = random.doubles(columns, -1, 1).toArray();
        }
        double[][] rows = new double[d][d + columns];
        for (int i = 0; i < d; i++) {
            System.arraycopy(a[i], i, rows[i], i, d - i);
            for (int k = 0; k < d; k++) {
                for (int c = 0; c < columns; c++) {
                    rows[i][d + c] += a[i][k] * x[k][c];
                }
            }
        }
        double[] firstRight = new double[d];
        for (int i = 0; i < d; i++) {
            firstRight[i] = rows[i][d];
        }
        // When
        Cholesky cholesky = new Cholesky(rows);
        // Then A⁻¹ B is X, and columns of Y have the inner products of B under A⁻¹
        double[][] solution = cholesky.inverseTimes(columns);
        double inner = 0;
        double expected = 0;
        for (int i = 0; i < d; i++) {
            for (int c = 0; c < columns; c++) {
                assertEquals(x[i][c], solution[i][c], 1e-12);
            }
            inner += cholesky.rows()[i][d] * cholesky.rows()[i][d + columns - 1];
            expected += firstRight[i] * x[i][columns - 1];
        }
        assertEquals(expected, inner, 1e-11);
    }

    @Test
    void refusesMatrixThatIsNotPositiveDefinite() {
        assertThrows(ArithmeticException.class, () -> new Cholesky(new double[][] {{1, 2}, {0, 1}}));
    }
}
