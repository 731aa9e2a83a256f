package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedChiSquaresTest {

    @ParameterizedTest
    @CsvSource({"1, 1e-2", "1, 1e-8", "5, 1e-5", "90, 1e-2", "90, 1e-12", "500, 1e-6"})
    void equalWeightsAreAnOrdinaryChiSquare(int freedom, double level) {
        double[] weights = new double[freedom];
        Arrays.fill(weights, 3);
        double threshold = new WeightedChiSquares(weights).threshold(level);
        double exact = RegularizedGamma.Q.value(freedom / 2.0, threshold / 3 / 2);
        assertEquals(1, exact / level, 0.15);
    }

    @Test
    void meetsDrawsOfUnequalWeights() {
        double[] weights = {8, 4, 2, 2, 1, 1, 1, 0.5, 0, 0};
        double threshold = new WeightedChiSquares(weights).threshold(0.01);
        Random random = new Random(7);
        int beyond = 0;
        for (int i = 0; i < 200_000; i++) {
            double sum = 0;
            for (double weight : weights) {
                double normal = random.nextGaussian();
                sum += weight * normal * normal;
            }
            beyond += sum > threshold ? 1 : 0;
        }
        assertEquals(2_000, beyond, 200);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 1, Double.NaN})
    void refusesLevelsThatAreNoTail(double level) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new WeightedChiSquares(new double[] {1}).threshold(level));
        assertEquals("level must be in (0, 0.1]: " + level, refusal.getMessage());
    }

    @Test
    void refusesWeightsOfWhichNoneIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> new WeightedChiSquares(new double[] {0, -1}));
    }
}
