package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxpyTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 13, 207, 1025})
    void addsWhatTheScalarLoopAdds(int length) {
        Random random = new Random(length);
        for (int count : new int[] {0, 1, 3, 4, 5, 13}) {
            double[][] rows = new double[count][];
            for (int k = 0; k < count; k++) {
                rows[k] = random.doubles(length, -1, 1).toArray();
            }
            double[] factors = random.doubles(count + 1, -1, 1).toArray();
            double[] y = random.doubles(length, -1, 1).toArray();
            int from = random.nextInt(length);
            double[] expected = y.clone();
            for (int j = from; j < length; j++) {
                for (int k = 0; k < count; k++) {
                    expected[j] += factors[k] * rows[k][j];
                }
            }
            Axpy.add(y, rows, factors, count, from, length);
            assertArrayEquals(expected, y, 1e-14 * (count + 1));
        }
    }
}
