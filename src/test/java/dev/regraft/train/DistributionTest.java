package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void rankIStandsAtIOverMPlusOne() {
        double[] distances = new double[39];
        Arrays.setAll(distances, i -> 39 - i);
        float[] quantiles = new Distribution(distances, ones(39)).quantiles(40);
        for (int i = 1; i < 40; i++) {
            assertEquals(i, quantiles[i], 1e-5f);
        }
        assertEquals(1, quantiles[0]);
        assertEquals(39, quantiles[40]);
    }

    @Test
    void isLinearBetweenRanks() {
        float[] quantiles = new Distribution(new double[] {10, 20, 40}, ones(3)).quantiles(40);
        assertEquals(10, quantiles[10], 1e-5f);
        assertEquals(15, quantiles[15], 1e-5f);
        assertEquals(30, quantiles[25], 1e-5f);
        assertEquals(40, quantiles[30], 1e-5f);
    }

    @Test
    void weightsCountByTheirShare() {
        float[] heavy = new Distribution(new double[] {1, 2, 3}, new double[] {2, 2, 2}).quantiles(40);
        assertArrayEquals(new Distribution(new double[] {1, 2, 3}, ones(3)).quantiles(40), heavy, 1e-6f);
        float[] last = new Distribution(new double[] {1, 3, 2}, new double[] {1, 7, 1}).quantiles(40);
        assertTrue(last[20] > 2, "half of the weight is above 2: " + last[20]);
    }

    @Test
    void ascendsWhateverTheWeights() {
        Random random = new Random(1);
        for (int m = 1; m < 100; m++) {
            double[] distances = random.doubles(m, -5, 5).map(Math::rint).toArray();
            float[] quantiles = new Distribution(distances, random.doubles(m, 0.02, 100).toArray()).quantiles(40);
            for (int i = 1; i < quantiles.length; i++) {
                assertTrue(quantiles[i] >= quantiles[i - 1], m + ": " + Arrays.toString(quantiles));
            }
            assertEquals((float) Arrays.stream(distances).max().orElseThrow(), quantiles[40]);
        }
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
