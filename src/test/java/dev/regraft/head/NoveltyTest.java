package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoveltyTest {

    /** Quantiles 0, 1, …, 40: the share of r is r / 40. */
    private static final float[] STEPS = quantiles(1);

    @ParameterizedTest
    @CsvSource({"1,2", "2,3", "3,13", "13,3", "13,40", "40,13", "40,150"})
    void distanceIsThatOfTheDefinition(int dimension, int labels) {
        for (long seed = 0; seed < 5; seed++) {
            GaussianLabels gaussians = new GaussianLabels(seed, dimension, labels);
            Novelty novelty = gaussians.novelty(STEPS);
            for (int trial = 0; trial < 10; trial++) {
                double[] x = gaussians.point(trial);
                double expected = gaussians.relativeDistance(x);
                assertEquals(expected, novelty.distance(gaussians.logits(x)), 1e-4 * gaussians.magnitude(x), "seed " + seed);
            }
        }
    }

    @Test
    void shareIsLinearBetweenQuantiles() {
        Novelty novelty = flat(STEPS);
        assertEquals(0.25f, novelty.share(10));
        assertEquals(0.2625f, novelty.share(10.5), 1e-7f);
        assertEquals(1, novelty.share(40));
    }

    @Test
    void shareIsZeroUpToTheFirstQuantileAndOneBeyondTheLast() {
        Novelty novelty = flat(STEPS);
        assertEquals(0, novelty.share(Double.NEGATIVE_INFINITY));
        assertEquals(0, novelty.share(-1e-9));
        assertEquals(0, novelty.share(0));
        assertEquals(1, novelty.share(Math.nextUp(40.0)));
        assertEquals(1, novelty.share(Double.POSITIVE_INFINITY));
    }

    @Test
    void whereKnownExamplesAreAllAlikeNoneIsNovel() {
        Novelty novelty = flat(new float[Novelty.QUANTILES]);
        assertEquals(0, novelty.share(0));
        assertEquals(1, novelty.share(1e-9));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shareNeverFalls(long seed) {
        Random random = new Random(seed);
        float[] quantiles = new float[Novelty.QUANTILES];
        for (int i = 1; i < quantiles.length; i++) {
            quantiles[i] = quantiles[i - 1] + Math.max(0, (float) random.nextGaussian());
        }
        Novelty novelty = flat(quantiles);
        float before = 0;
        for (double r = -1; r < quantiles[40] + 1; r += 0.01) {
            float share = novelty.share(r);
            assertTrue(share >= before && share <= 1, r + ": " + share + " after " + before);
            before = share;
        }
    }

    @Test
    void whatIsAboveNineteenTwentiethsIsNovel() {
        assertFalse(prediction(38).novel());
        assertEquals(0.95f, prediction(38).novelty());
        assertTrue(prediction(38.01f).novel());
    }

    /** Of a head for which every input has this r. */
    private static Prediction prediction(float r) {
        Novelty novelty = new Novelty(new float[2], new float[] {r, r}, new float[3], STEPS);
        Head head = new Head(new FeatureSpace("toy", "0".repeat(64), 1), "toy", new Output.SingleLabel(List.of("a", "b"), 1),
                Optional.empty(), new Linear(new float[2], new float[2]), Optional.of(novelty));
        return head.predict(Features.quantise(0));
    }

    @Test
    void headWithoutNoveltySaysNothingOfIt() {
        RandomHeads random = new RandomHeads(1, 3, 3);
        Prediction prediction = random.head(random.weights(), 1).predict(random.features());
        assertNull(prediction.novelty());
        assertNull(prediction.novel());
    }

    @Test
    void refusesWrongShapes() {
        assertRefused("lengths of novelty must have 2 numbers: 3", 2, 3, 3, STEPS);
        assertRefused("triangle of novelty must have 3 numbers: 4", 2, 2, 4, STEPS);
        assertRefused("quantiles of novelty must have 41 numbers: 40", 2, 2, 3, new float[40]);
        assertRefused("labels of a head that tells novelty must be at most 512: 513", 513, 513, Novelty.triangleSize(513), STEPS);
    }

    @Test
    void refusesQuantilesThatDescendOrAreNotFinite() {
        assertTrue(assertRefused(2, 2, 3, quantiles(-1)).startsWith("quantiles of novelty must ascend: [-0.0, -1.0,"));
        float[] infinite = STEPS.clone();
        infinite[40] = Float.POSITIVE_INFINITY;
        assertRefused("quantiles of novelty must be finite: Infinity", 2, 2, 3, infinite);
    }

    @Test
    void headRefusesNoveltyOfOtherLabels() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Head(new FeatureSpace("toy", "0".repeat(64), 1), "toy",
                new Output.SingleLabel(List.of("a", "b", "c"), 1), Optional.empty(), new Linear(new float[3], new float[3]),
                Optional.of(flat(STEPS))));
        assertEquals("novelty must be of 3 labels: 2", refusal.getMessage());
    }

    private static void assertRefused(String detail, int labels, int lengths, int triangle, float[] quantiles) {
        assertEquals(detail, assertRefused(labels, lengths, triangle, quantiles));
    }

    private static String assertRefused(int labels, int lengths, int triangle, float[] quantiles) {
        return assertThrows(IllegalArgumentException.class,
                () -> new Novelty(new float[labels], new float[lengths], new float[triangle], quantiles)).getMessage();
    }

    private static Novelty flat(float[] quantiles) {
        return new Novelty(new float[2], new float[2], new float[3], quantiles);
    }

    private static float[] quantiles(float step) {
        float[] quantiles = new float[Novelty.QUANTILES];
        IntStream.range(0, quantiles.length).forEach(i -> quantiles[i] = step * i);
        return quantiles;
    }
}
