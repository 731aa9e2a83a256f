package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTest {

    @ParameterizedTest
    @CsvSource({"1,1", "1,13", "2,3", "3,1", "4,4", "5,2", "7,207", "13,3", "207,1", "384,1", "384,150", "1025,13"})
    void scoresHaveTheBitsOfOneRowAfterTheOther(int rows, int columns) {
        RandomHeads random = new RandomHeads(rows, rows, columns);
        RandomHeads.Weights weights = random.weights();
        Features x = random.features();
        float[] expected = weights.biases().clone();
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < columns; k++) {
                expected[k] += x.fixedPoint(row) / 16384f * weights.weights()[row * columns + k];
            }
        }
        assertArrayEquals(expected, new Linear(weights.weights(), weights.biases()).of(x));
    }

    @Test
    void weightsAreWhatWasGiven() {
        Linear linear = new Linear(new float[] {1, 2, 3, 4, 5, 6}, new float[] {7, 8});
        assertEquals(3, linear.rows());
        assertEquals(2, linear.columns());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, linear.weights());
        assertArrayEquals(new float[] {7, 8}, linear.biases());
    }

    @Test
    void doesNotFollowTheWeightsItWasGiven() {
        float[] weights = {1, 2};
        Linear linear = new Linear(weights, new float[1]);
        weights[0] = 9;
        linear.weights()[1] = 9;
        assertArrayEquals(new float[] {1, 2}, linear.weights());
    }
}
