package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingSetTest {

    private record Put(String id, String label, double weight, Features features) {
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyHistoryEqualsFreshSetOfTheSurvivors(long seed) {
        Random random = new Random(seed);
        requireHistoryForgotten(random, seed, 1 + random.nextInt(24), 50 + random.nextInt(800));
    }

    @Test
    void anyHistoryEqualsFreshSetOfTheSurvivorsAtFullDimension() {
        requireHistoryForgotten(new Random(77), 77, 384, 1500);
    }

    private static void requireHistoryForgotten(Random random, long seed, int dimension, int steps) {
        // Given a set with a history of puts, replacements, relabels and removals, read now and then
        int labels = 2 + random.nextInt(5);
        RandomExamples source = new RandomExamples(seed, dimension, labels, 1);
        TrainingSet lived = new TrainingSet(RandomExamples.space(dimension));
        Map<String, Put> survivors = new TreeMap<>();
        for (int step = 0; step < steps; step++) {
            String id = "e" + random.nextInt(steps / 2);
            if (random.nextInt(4) == 0) {
                assertEquals(survivors.remove(id) != null, lived.remove(id), "seed " + seed);
            } else {
                int k = random.nextInt(labels);
                double weight = random.nextBoolean() ? 1 : random.nextInt(4) == 0 ? 0 : random.nextDouble(3);
                survivors.put(id, new Put(id, RandomExamples.label(k), weight, source.next(k)));
                put(lived, survivors.get(id));
            }
            if (random.nextInt(100) == 0) {
                Learned.from(new LdaLearner(), lived);
            }
        }
        // When the survivors are put into a fresh set, in another order
        TrainingSet fresh = new TrainingSet(RandomExamples.space(dimension));
        List<Put> shuffled = new ArrayList<>(survivors.values());
        Collections.shuffle(shuffled, random);
        shuffled.forEach(put -> put(fresh, put));
        // Then nothing tells the two apart
        assertEquals(fresh.size(), lived.size(), "seed " + seed);
        assertEquals(fresh.labelCounts(), lived.labelCounts(), "seed " + seed);
        StatisticsTest.requireEqual(fresh.statistics(), lived.statistics(), "seed " + seed);
        assertEquals(ids(fresh), ids(lived), "seed " + seed);
        assertEquals(sha256(fresh), sha256(lived), "seed " + seed);
    }

    private static void put(TrainingSet set, Put put) {
        set.put(put.id(), new Target.Label(put.label()), put.weight(), put.features());
    }

    private static List<String> ids(TrainingSet set) {
        return set.sample().stream().map(Example::id).toList();
    }

    private static String sha256(TrainingSet set) {
        return Learned.from(new LdaLearner(), set).map(fit -> fit.head().sha256()).orElse("no head");
    }

    @Test
    void countsExamplesOfEachLabel() {
        TrainingSet set = new TrainingSet(RandomExamples.space(1));
        set.put("1", new Target.Label("b"), 1, Features.quantise(0.5f));
        set.put("2", new Target.Label("a"), 0, Features.quantise(0.5f));
        set.put("3", new Target.Label("b"), 2, Features.quantise(0.1f));
        assertEquals(Map.of("a", 1L, "b", 2L), set.labelCounts());
        set.put("3", new Target.Label("c"), 2, Features.quantise(0.1f));
        set.remove("2");
        assertEquals(List.of("b", "c"), List.copyOf(set.labelCounts().keySet()));
        assertEquals(2, set.size());
    }

    @Test
    void saysWhetherItHeldWhatIsRemoved() {
        TrainingSet set = new TrainingSet(RandomExamples.space(1));
        set.put("1", new Target.Label("a"), 1, Features.quantise(0.5f));
        assertTrue(set.remove("1"));
        assertFalse(set.remove("1"));
        assertTrue(set.labelCounts().isEmpty());
    }

    @Test
    void keepsWeightsInSteps() {
        Features any = Features.quantise(0.5f);
        assertEquals(0, Example.of("1", new Target.Label("a"), 0, Map.of(), any).weight64());
        assertEquals(1, Example.of("1", new Target.Label("a"), 1e-9, Map.of(), any).weight64());
        assertEquals(64, Example.of("1", new Target.Label("a"), 1, Map.of(), any).weight64());
        assertEquals(6400, Example.of("1", new Target.Label("a"), 100, Map.of(), any).weight64());
    }

    @Test
    void refusesWhatDoesNotFitAndKeepsTheFormer() {
        TrainingSet set = new TrainingSet(RandomExamples.space(1));
        set.put("1", new Target.Label("a"), 1, Features.quantise(0.5f));
        for (double weight : new double[] {-0.1, 100.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> set.put("1", new Target.Label("b"), weight, Features.quantise(0.5f)));
        }
        var refusal = assertThrows(IllegalArgumentException.class, () -> set.put("1", new Target.Label("b"), 1, Features.quantise(0, 0)));
        assertEquals("dimension must be 1: 2", refusal.getMessage());
        assertEquals(Map.of("a", 1L), set.labelCounts());
    }
}
