package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTest {

    private static final int TRIALS = 50;
    private static final FeatureSpace SPACE = new FeatureSpace("toy", "0".repeat(64), 2);
    private static final List<String> LABELS = List.of("a", "b");

    @ParameterizedTest
    @CsvSource({"1,2", "1,150", "3,2", "3,3", "13,3", "13,150", "384,2", "384,150"})
    void scoresAsPlainDoublesDo(int dimension, int labels) {
        for (long seed = 0; seed < TRIALS; seed++) {
            RandomHeads random = new RandomHeads(seed, dimension, labels);
            RandomHeads.Weights weights = random.weights();
            float temperature = 0.25f + seed % 8;
            Features features = random.features();
            float[] probabilities = random.head(weights, temperature).predict(features).numbers();
            double[] expected = softmax(scores(weights, features), temperature);
            // An error of a score is one of the probability's logarithm, magnified by 1 / temperature.
            double tolerance = 1e-6 * dimension;
            for (int k = 0; k < labels; k++) {
                assertEquals(expected[k], probabilities[k], tolerance, "seed " + seed + ", label " + k);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,2", "1,3", "1,150", "3,2", "3,3", "3,150", "13,2", "13,3", "13,150", "384,2", "384,3", "384,150"})
    void namesTheLabelOfTheHighestScore(int dimension, int labels) {
        for (long seed = 0; seed < TRIALS; seed++) {
            RandomHeads random = new RandomHeads(seed, dimension, labels);
            RandomHeads.Weights weights = random.weights();
            Features features = random.features();
            double[] scores = scores(weights, features);
            String best = random.head(weights, 1).predict(features).best().label();
            double score = scores[Integer.parseInt(best.substring("label-".length()))];
            assertTrue(score >= max(scores) - 1e-6 * dimension, "seed " + seed + ": " + best + " has " + score + ", the best " + max(scores));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,2", "3,3", "13,150", "384,150"})
    void probabilitiesSumToOne(int dimension, int labels) {
        for (long seed = 0; seed < TRIALS; seed++) {
            RandomHeads random = new RandomHeads(seed, dimension, labels);
            Head head = random.head(random.weights(), (float) Math.exp(seed - TRIALS / 2.0));
            double sum = 0;
            for (float probability : head.predict(random.features()).numbers()) {
                assertTrue(probability >= 0 && probability <= 1, "seed " + seed + ": " + probability);
                sum += probability;
            }
            assertEquals(1, sum, 1e-6, "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,2", "3,3", "13,150", "384,150"})
    void temperatureNeverChangesTheWinner(int dimension, int labels) {
        for (long seed = 0; seed < TRIALS; seed++) {
            RandomHeads random = new RandomHeads(seed, dimension, labels);
            RandomHeads.Weights weights = random.weights();
            Features features = random.features();
            String winner = random.head(weights, 1).predict(features).best().label();
            for (float temperature : new float[] {Float.MIN_VALUE, 0.01f, 0.5f, 2, 20, 400}) {
                assertEquals(winner, random.head(weights, temperature).predict(features).best().label(),
                        "seed " + seed + ", temperature " + temperature);
            }
        }
    }

    @Test
    void ofEqualScoresTheFirstWins() {
        Head head = new Head(SPACE, "toy", new Output.SingleLabel(List.of("a", "b", "c"), 1), new Linear(new float[6], new float[] {0, 1, 1}));
        assertEquals("b", head.predict(Features.quantise(0, 1)).best().label());
    }

    @Test
    void refusesWrongShapes() {
        assertRefused("weights must have a multiple of 2 numbers: 3", LABELS, new float[3], new float[2], 1);
        assertRefused("weights must have 4 numbers: 6", LABELS, new float[6], new float[2], 1);
        assertRefused("biases must have 2 numbers: 1", LABELS, new float[4], new float[1], 1);
        assertRefused("biases must have at least 1 number: 0", LABELS, new float[4], new float[0], 1);
    }

    @Test
    void refusesFewerThanTwoLabelsAndDuplicates() {
        assertRefused("a head must have at least 2 labels: 0", List.of(), new float[0], new float[0], 1);
        assertRefused("a head must have at least 2 labels: 1", List.of("a"), new float[2], new float[1], 1);
        assertRefused("labels of a head must be distinct: [a, a]", List.of("a", "a"), new float[4], new float[2], 1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesNumbersThatAreNotFinite(float number) {
        assertRefused("weights must be finite: " + number, LABELS, new float[] {0, 0, 0, number}, new float[2], 1);
        assertRefused("biases must be finite: " + number, LABELS, new float[4], new float[] {number, 0}, 1);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesTemperaturesThatAreNotPositiveAndFinite(float temperature) {
        assertRefused("temperature must be positive and finite: " + temperature, LABELS, new float[4], new float[2], temperature);
    }

    private static void assertRefused(String detail, List<String> labels, float[] weights, float[] biases, float temperature) {
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> new Head(SPACE, "toy", new Output.SingleLabel(labels, temperature), new Linear(weights, biases)));
        assertEquals(detail, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void refusesVectorsOfAnotherDimension(int dimension) {
        Head head = new Head(SPACE, "toy", new Output.SingleLabel(LABELS, 1), new Linear(new float[4], new float[2]));
        var refusal = assertThrows(IllegalArgumentException.class, () -> head.predict(Features.quantise(new float[dimension])));
        assertEquals("dimension must be 2: " + dimension, refusal.getMessage());
    }

    @Test
    void doesNotFollowTheListOfLabelsItWasGiven() {
        List<String> labels = new ArrayList<>(LABELS);
        Head head = new Head(SPACE, "toy", new Output.SingleLabel(labels, 1), new Linear(new float[4], new float[2]));
        labels.set(0, "changed");
        assertEquals(LABELS, head.labels());
    }

    /** Scores of every label, in doubles: the reference. */
    private static double[] scores(RandomHeads.Weights weights, Features features) {
        int labels = weights.biases().length;
        double[] scores = new double[labels];
        for (int k = 0; k < labels; k++) {
            scores[k] = weights.biases()[k];
            for (int j = 0; j < features.dimension(); j++) {
                scores[k] += features.fixedPoint(j) / 16384.0 * weights.weights()[j * labels + k];
            }
        }
        return scores;
    }

    private static double[] softmax(double[] scores, double temperature) {
        double[] probabilities = new double[scores.length];
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            probabilities[k] = Math.exp((scores[k] - max(scores)) / temperature);
            sum += probabilities[k];
        }
        for (int k = 0; k < scores.length; k++) {
            probabilities[k] /= sum;
        }
        return probabilities;
    }

    private static double max(double[] numbers) {
        double max = Double.NEGATIVE_INFINITY;
        for (double number : numbers) {
            max = Math.max(max, number);
        }
        return max;
    }
}
