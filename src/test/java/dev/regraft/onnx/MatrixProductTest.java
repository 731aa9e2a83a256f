package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {

    private static final boolean[] BOTH = {false, true};

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,3,13", "3,1,1", "13,207,3", "207,13,1", "3,385,13", "207,207,207", "385,128,385"})
    void multipliesIntegersExactly(int m, int k, int n) {
        Random random = new Random(m * 31 + k * 7 + n);
        requireEqualToReference(m, k, n, () -> random.nextInt(-16384, 16385), 0);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,13,207", "207,385,13", "385,385,3"})
    void multipliesRealNumbersWithinRounding(int m, int k, int n) {
        Random random = new Random(m * 31 + k * 7 + n);
        requireEqualToReference(m, k, n, random::nextGaussian, 1e-14 * k);
    }

    private static void requireEqualToReference(int m, int k, int n, DoubleSupplier numbers, double tolerance) {
        double[] a = fill(m * k, numbers);
        double[] b = fill(k * n, numbers);
        for (boolean transposeA : BOTH) {
            for (boolean transposeB : BOTH) {
                double[] product = new double[m * n];
                MatrixProduct.multiply(a, transposeA, b, transposeB, m, k, n, product);
                assertArrayEquals(reference(a, transposeA, b, transposeB, m, k, n), product, tolerance);
            }
        }
    }

    private static double[] fill(int size, DoubleSupplier numbers) {
        double[] matrix = new double[size];
        Arrays.setAll(matrix, i -> numbers.getAsDouble());
        return matrix;
    }

    private static double[] reference(double[] a, boolean transposeA, double[] b, boolean transposeB, int m, int k, int n) {
        double[] c = new double[m * n];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                for (int inner = 0; inner < k; inner++) {
                    c[row * n + column] += (transposeA ? a[inner * m + row] : a[row * k + inner])
                            * (transposeB ? b[column * k + inner] : b[inner * n + column]);
                }
            }
        }
        return c;
    }

    @Test
    void writesOnlyTheProduct() {
        double[] c = {7, 7, 7};
        MatrixProduct.multiply(new double[] {2, 9}, false, new double[] {3, 9}, false, 1, 1, 1, c);
        assertArrayEquals(new double[] {6, 7, 7}, c);
    }

    @Test
    void givesEveryThreadItsOwnProduct() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Void> task = () -> {
                for (int size = 1; size < 60; size++) {
                    Random random = new Random(size);
                    requireEqualToReference(size, size, size, () -> random.nextInt(-100, 100), 0);
                }
                return null;
            };
            for (var done : threads.invokeAll(Collections.nCopies(4, task))) {
                done.get();
            }
        }
    }

    @Test
    void refusesArrayThatIsTooShort() {
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> MatrixProduct.multiply(new double[5], false, new double[6], false, 2, 3, 2, new double[4]));
        assertEquals("a must hold 2 × 3 numbers: 5", refusal.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> MatrixProduct.multiply(new double[6], false, new double[6], false, 2, 3, 2, new double[3]));
    }

    @Test
    void refusesSizeThatIsNotPositive() {
        assertThrows(IllegalArgumentException.class,
                () -> MatrixProduct.multiply(new double[5], false, new double[6], false, 0, 3, 2, new double[4]));
    }
}
