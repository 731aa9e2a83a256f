package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutationTestTest {

    @ParameterizedTest
    @CsvSource({"40,7,3", "30,50,4", "12,2,2"})
    void leavesExamplesOutExactly(int size, int dimension, int classes) {
        // Given
        int[] given = new int[size];
        double[][] vectors = vectors(new Random(size), given, dimension, classes, 1);
        // When
        float[][] influences = PermutationTest.influences(vectors);
        // Then the order of the labels' scores is that of a ridge learned without the example
        double lambda = lambda(vectors);
        for (int i = 0; i < size; i++) {
            double[] scores = new double[classes];
            for (int j = 0; j < size; j++) {
                scores[given[j]] += influences[i][j];
            }
            double[] refitted = without(i, vectors, given, classes, lambda);
            // What is left out of the row is the share of the example itself, so the rest of it sums to 1 − h.
            double rest = Arrays.stream(scores).sum();
            for (int k = 0; k < classes; k++) {
                assertEquals(refitted[k], scores[k] / rest, 1e-4, "example " + i + ", label " + k);
            }
        }
    }

    @Test
    void tellsLabelsFromShuffledOnes() {
        int[] given = new int[60];
        double[][] vectors = vectors(new Random(4), given, 20, 3, 2);
        PermutationTest test = PermutationTest.of(vectors, given, 3);
        assertEquals(0.01, test.pValue());
        assertTrue(test.observed() > 0.6 && test.shuffled() < 0.4, test.toString());
    }

    @Test
    void aRareLabelThatIsToldCountsThoughTheFrequentOneIsNearlyAlwaysRight() {
        // Given 8 of 160 examples that are told apart: always naming the other label would be right of 95 %
        int[] given = new int[160];
        double[][] vectors = vectors(new Random(8), given, 20, 1, 0);
        for (int i = 0; i < 8; i++) {
            given[20 * i] = 1;
            vectors[20 * i][1] += 5;
        }
        // When, Then
        PermutationTest test = PermutationTest.of(vectors, given, 2);
        assertEquals(0.01, test.pValue(), test.toString());
        assertEquals(0.5, test.shuffled(), 0.05);
    }

    @Test
    void noiseOfRareLabelsIsSeldomSignificant() {
        int significant = 0;
        for (int seed = 0; seed < 100; seed++) {
            int[] given = new int[40];
            double[][] vectors = vectors(new Random(seed), given, 10, 1, 0);
            Arrays.setAll(given, i -> i < 30 ? 0 : i < 37 ? 1 : i - 35);
            significant += PermutationTest.of(vectors, given, 5).pValue() <= 0.05 ? 1 : 0;
        }
        assertTrue(significant <= 12, "of 100: " + significant);
    }

    @Test
    void noiseIsSeldomSignificant() {
        int significant = 0;
        for (int seed = 0; seed < 100; seed++) {
            int[] given = new int[30];
            double[][] vectors = vectors(new Random(seed), given, 10, 2, 0);
            significant += PermutationTest.of(vectors, given, 2).pValue() <= 0.05 ? 1 : 0;
        }
        assertTrue(significant <= 12, "of 100: " + significant);
    }

    private static double[][] vectors(Random random, int[] given, int dimension, int classes, double distance) {
        double[][] vectors = new double[given.length][dimension];
        for (int i = 0; i < given.length; i++) {
            given[i] = random.nextInt(classes);
            Arrays.setAll(vectors[i], _ -> random.nextGaussian());
            vectors[i][given[i] % dimension] += distance;
        }
        return vectors;
    }

    private static double lambda(double[][] vectors) {
        double trace = 0;
        for (double[] vector : Vectors.centred(vectors)) {
            trace += Vectors.square(vector);
        }
        return trace * (1 + 1.0 / vectors.length) / vectors[0].length;
    }

    /** Predictions of one example by the ridge with intercept of the others, by the normal equations. */
    private static double[] without(int left, double[][] vectors, int[] given, int classes, double lambda) {
        int dimension = vectors[0].length;
        double[][] others = new double[vectors.length - 1][];
        int[] labels = new int[others.length];
        for (int i = 0; i < others.length; i++) {
            others[i] = vectors[i < left ? i : i + 1];
            labels[i] = given[i < left ? i : i + 1];
        }
        double[][] centred = Vectors.centred(others);
        double[][] gram = Vectors.gram(centred);
        double[] shares = new double[classes];
        double[][] rows = new double[dimension][dimension + classes];
        for (int k = 0; k < classes; k++) {
            int label = k;
            shares[k] = Arrays.stream(labels).filter(l -> l == label).count() / (double) labels.length;
        }
        double[][] sums = Vectors.sums(centred, labels, classes);
        for (int i = 0; i < dimension; i++) {
            System.arraycopy(gram[i], i, rows[i], i, dimension - i);
            rows[i][i] += lambda;
            for (int k = 0; k < classes; k++) {
                rows[i][dimension + k] = sums[k][i];
            }
        }
        double[][] solution = new Cholesky(rows).inverseTimes(classes);
        double[] predictions = shares.clone();
        for (int j = 0; j < dimension; j++) {
            double mean = 0;
            for (double[] other : others) {
                mean += other[j] / others.length;
            }
            for (int k = 0; k < classes; k++) {
                predictions[k] += (vectors[left][j] - mean) * solution[j][k];
            }
        }
        return predictions;
    }
}
