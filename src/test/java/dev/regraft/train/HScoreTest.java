package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HScoreTest {

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 79, 200})
    void pureNoiseDoesNotSaturate(int dimension) {
        // Given 80 examples of 10 labels that have nothing to do with them
        int[] given = given(80, 10);
        double[][] centred = Vectors.centred(gaussian(new Random(dimension), given, dimension, 0, 0));
        double[][] covariance = covariance(centred);
        // When
        double score = HScore.of(centred, given, 10);
        // Then it stays low, where without shrinkage it is 9 from dimension 79 on
        assertTrue(score >= 0 && score < 1, "dimension " + dimension + ": " + score);
        double plain = HScore.of(centred, covariance, given, 10, 1e-6);
        assertTrue(dimension < 79 ? plain < 8 : plain > 8.9, "dimension " + dimension + " without shrinkage: " + plain);
    }

    @Test
    void growsWithTheDistanceOfTheLabelsUpToTheirNumberLessOne() {
        int[] given = given(400, 5);
        double last = 0;
        for (double distance : new double[] {0.5, 1, 2, 4, 8}) {
            double score = HScore.of(gaussian(new Random(3), given, 30, distance, 0.5), given, 5);
            assertTrue(score > last && score <= 4, distance + ": " + score);
            last = score;
        }
        assertTrue(last > 3.5, "far apart: " + last);
    }

    @Test
    void shrinkageIsThatOfLedoitAndWolf() {
        // Given
        double[][] centred = Vectors.centred(gaussian(new Random(7), given(40, 2), 5, 1, 0.5));
        double[][] covariance = covariance(centred);
        // Then it is mean |x xᵀ − S|² / n by |S − tr(S)/d I|², taken literally
        double noise = 0;
        double spread = 0;
        double mean = (covariance[0][0] + covariance[1][1] + covariance[2][2] + covariance[3][3] + covariance[4][4]) / 5;
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                for (double[] x : centred) {
                    noise += Math.pow(x[i] * x[j] - covariance[i][j], 2) / 40 / 40;
                }
                spread += Math.pow(covariance[i][j] - (i == j ? mean : 0), 2);
            }
        }
        assertEquals(noise / spread, HScore.shrinkage(centred, covariance), 1e-12);
    }

    @Test
    void identicalVectorsTellNothing() {
        double[][] same = new double[6][4];
        assertEquals(0, HScore.of(same, given(6, 2), 2), 1e-12);
    }

    private static int[] given(int size, int classes) {
        int[] given = new int[size];
        Arrays.setAll(given, i -> i % classes);
        return given;
    }

    private static double[][] covariance(double[][] centred) {
        double[][] covariance = Vectors.gram(centred);
        Arrays.stream(covariance).forEach(row -> Axpy.scale(row, 1.0 / centred.length, 0, row.length));
        return covariance;
    }

    /** Gaussian vectors whose components vary the less the later they come, each moved along the axis of its label. */
    private static double[][] gaussian(Random random, int[] given, int dimension, double distance, double fall) {
        double[][] vectors = new double[given.length][dimension];
        for (int i = 0; i < given.length; i++) {
            Arrays.setAll(vectors[i], j -> random.nextGaussian() / Math.pow(1 + j, fall));
            vectors[i][given[i]] += distance;
        }
        return vectors;
    }
}
