package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlattTest {

    @ParameterizedTest
    @CsvSource({"1,2,0", "2,0.01,-3", "3,30,1", "4,5,-4"})
    void findsTheLineThatLabelsWereDrawnBy(long seed, double slope, double offset) {
        Random random = new Random(seed);
        double[] scores = random.doubles(50_000, -3 / slope, 3 / slope).toArray();
        double[] has = Arrays.stream(scores).map(f -> random.nextDouble() < new Platt(slope, offset).probability(f) ? 1 : -1).toArray();
        Platt fitted = Platt.fit(scores, has, ones(scores.length));
        assertEquals(1, fitted.slope() / slope, 0.1);
        assertEquals(offset, fitted.offset(), 0.15);
    }

    @Test
    void staysModestWhereScoresSeparate() {
        Platt fitted = Platt.fit(new double[] {1, 1, 1, 1, -1, -1, -1, -1}, new double[] {1, 1, 1, 1, -1, -1, -1, -1}, ones(8));
        assertEquals(5.0 / 6, fitted.probability(1), 1e-6);
        assertEquals(1.0 / 6, fitted.probability(-1), 1e-6);
    }

    @Test
    void scoresThatProveWrongHaveNoSay() {
        Platt fitted = Platt.fit(new double[] {-1, -1, 1, 1, 1, 1}, new double[] {1, 1, -1, -1, -1, -1}, ones(6));
        assertEquals(0, fitted.slope());
        assertEquals(3.0 / 8, fitted.probability(5), 1e-9);
    }

    @Test
    void livesWithEqualScores() {
        Platt fitted = Platt.fit(new double[] {0.5, 0.5, 0.5}, new double[] {1, 1, -1}, ones(3));
        assertTrue(fitted.probability(0.5) > 0.5 && fitted.probability(0.5) < 1, fitted.toString());
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
