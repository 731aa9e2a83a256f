package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {

    @ParameterizedTest
    @CsvSource({"1,0.3", "2,1", "3,13", "4,100"})
    void findsTheTemperatureThatScoresWereHeatedBy(long seed, double temperature) {
        ScoredExamples scored = honest(seed, 20_000, temperature);
        Calibration calibration = Calibration.fit(scored, 5);
        assertEquals(1, calibration.temperature() / temperature, 0.05);
        assertTrue(scored.expectedCalibrationError(calibration.temperature()) < 0.02);
    }

    @ParameterizedTest
    @CsvSource({"1,0.3", "2,1", "3,13", "4,100"})
    void isNoWorseThanLeavingScoresAlone(long seed, double temperature) {
        ScoredExamples scored = honest(seed, 500, temperature);
        Calibration calibration = Calibration.fit(scored, 5);
        double noise = 1e-3;
        assertTrue(calibration.logLoss() <= scored.loss(1, 0).mean() + noise);
    }

    /** Labels drawn from the softmax of scores, which are then multiplied. */
    private static ScoredExamples honest(long seed, int size, double factor) {
        Random random = new Random(seed);
        double[][] scores = new double[size][4];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 4; k++) {
                double score = 2 * random.nextGaussian();
                double drawn = score - Math.log(-Math.log(random.nextDouble()));
                if (drawn > best) {
                    best = drawn;
                    labels[i] = k;
                }
                scores[i][k] = factor * score;
            }
        }
        return new ScoredExamples(scores, labels, ones(size));
    }

    private static double[] ones(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void staysModestWhereAllAreRight() {
        double[][] scores = new double[8][];
        Arrays.fill(scores, new double[] {22, 0});
        ScoredExamples scored = new ScoredExamples(scores, new int[8], ones(8));
        Calibration calibration = Calibration.fit(scored, 5);
        // One wrong in ten: softmax(22 / T) = 9/10
        assertEquals(22 / Math.log(9), calibration.temperature(), 1e-4);
        assertEquals(-Math.log(0.9), calibration.logLoss(), 1e-6);
        assertEquals(0.1, scored.expectedCalibrationError(calibration.temperature()), 1e-6);
    }

    @Test
    void staysInItsRangeWhereAllAreWrong() {
        double[][] scores = new double[8][];
        Arrays.fill(scores, new double[] {-22, 0});
        ScoredExamples scored = new ScoredExamples(scores, new int[8], ones(8));
        assertEquals(1000, Calibration.fit(scored, 5).temperature(), 0.2);
    }

    @Test
    void keepsTheStartWithFewExamples() {
        ScoredExamples scored = honest(9, 7, 3);
        assertEquals(5, Calibration.fit(scored, 5).temperature());
    }

    @Test
    void derivativesAreThoseOfTheLoss() {
        ScoredExamples scored = honest(11, 50, 2);
        double h = 1e-5;
        var low = scored.loss(0.7 - h, 0.1);
        var high = scored.loss(0.7 + h, 0.1);
        assertEquals((high.mean() - low.mean()) / (2 * h), scored.loss(0.7, 0.1).slope(), 1e-7);
        assertEquals((high.slope() - low.slope()) / (2 * h), scored.loss(0.7, 0.1).curvature(), 1e-6);
    }
}
