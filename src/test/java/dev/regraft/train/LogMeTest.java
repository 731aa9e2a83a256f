package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMeTest {

    @ParameterizedTest
    @CsvSource({"60,200,3", "60,60,2", "61,60,2", "200,60,4", "50,1,2"})
    void isTheGreatestMarginalLikelihoodOfTheCovariance(int size, int dimension, int classes) {
        // Given vectors of which some directions tell the label
        Random random = new Random(size + dimension);
        int[] given = new int[size];
        double[][] vectors = vectors(random, given, dimension, classes);
        // When
        double logMe = LogMe.of(vectors, given, classes);
        // Then no pair of variances on a fine grid makes the labels more probable, and one makes them nearly as probable
        double best = 0;
        for (int label = 0; label < classes; label++) {
            best += greatest(vectors, given, label) / size / classes;
        }
        assertTrue(logMe >= best - 1e-9, logMe + " against " + best);
        assertEquals(best, logMe, 0.01);
    }

    @Test
    void evidenceIsThatOfTheCovariance() {
        Random random = new Random(1);
        for (int[] shape : new int[][] {{60, 200}, {200, 60}}) {
            int[] given = new int[shape[0]];
            double[][] vectors = vectors(random, given, shape[1], 2);
            LogMe.Spectrum spectrum = LogMe.Spectrum.of(vectors, given, 2);
            LogMe.Regression regression = new LogMe.Regression(spectrum.values(), spectrum.squares()[1], shape[0] / 2, shape[0]);
            for (double alpha : new double[] {0.3, 20}) {
                for (double beta : new double[] {0.5, 7}) {
                    assertEquals(direct(vectors, given, 1, alpha, beta), regression.evidence(alpha, beta), 1e-6 * shape[0]);
                }
            }
        }
    }

    @Test
    void prefersFeaturesThatTellTheLabelsToWiderOnesThatDoNot() {
        Random random = new Random(5);
        int[] given = new int[60];
        double[][] telling = vectors(random, given, 20, 3);
        double[][] noise = noise(random, 60, 200);
        assertTrue(LogMe.of(telling, given, 3) > LogMe.of(noise, given, 3));
    }

    @Test
    void isFiniteWhereALabelIsFittedExactlyOrNotAtAll() {
        double[][] same = {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}};
        double[][] axes = {{1, 0}, {1, 0}, {0, 1}, {0, 1}};
        assertTrue(Double.isFinite(LogMe.of(same, new int[] {0, 1, 0, 1}, 2)));
        assertTrue(LogMe.of(axes, new int[] {0, 0, 1, 1}, 2) > LogMe.of(same, new int[] {0, 0, 1, 1}, 2));
    }

    /** Gaussian vectors whose first component is moved by the label. */
    private static double[][] vectors(Random random, int[] given, int dimension, int classes) {
        double[][] vectors = noise(random, given.length, dimension);
        for (int i = 0; i < given.length; i++) {
            given[i] = i % classes;
            vectors[i][0] += 2 * given[i];
        }
        return vectors;
    }

    private static double[][] noise(Random random, int size, int dimension) {
        double[][] vectors = new double[size][dimension];
        for (double[] vector : vectors) {
            Arrays.setAll(vector, _ -> random.nextGaussian());
        }
        return vectors;
    }

    private static double greatest(double[][] vectors, int[] given, int label) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double alpha = 0.01; alpha < 1e5; alpha *= 1.5) {
            for (double beta = 0.5; beta < 100; beta *= 1.5) {
                greatest = Math.max(greatest, direct(vectors, given, label, alpha, beta));
            }
        }
        return greatest;
    }

    /** ln N(y; 0, I/β + F Fᵀ/α) by the factor of the n × n covariance. */
    private static double direct(double[][] vectors, int[] given, int label, double alpha, double beta) {
        int size = vectors.length;
        double[][] rows = new double[size][size + 1];
        for (int i = 0; i < size; i++) {
            for (int j = i; j < size; j++) {
                for (int c = 0; c < vectors[i].length; c++) {
                    rows[i][j] += vectors[i][c] * vectors[j][c] / alpha;
                }
            }
            rows[i][i] += 1 / beta;
            rows[i][size] = given[i] == label ? 1 : 0;
        }
        double[][] factored = new Cholesky(rows).rows();
        double log = -0.5 * size * Math.log(2 * Math.PI);
        for (int i = 0; i < size; i++) {
            log -= Math.log(factored[i][i]) + 0.5 * factored[i][size] * factored[i][size];
        }
        return log;
    }
}
