package dev.regraft.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LabeledStreamTest {

    private static final GaussianPool POOL = GaussianPool.of(4, 8, 0.5, 25, 1);
    private static final Concept NAMES = Concept.ofLabels(POOL.labels(), 2);

    private static Map<String, Long> counts(List<StreamedExample> examples) {
        return examples.stream().collect(Collectors.groupingBy(StreamedExample::truth, TreeMap::new, Collectors.counting()));
    }

    @Test
    void sameSeedGivesTheSameStreamAndAnotherSeedAnother() {
        Disturbance[] all = {Drift.gradual(200, 50, NAMES), new FlippedBurst(50, 60, 0.5, new FlippedBurst.Toward.Any()),
                new Duplicates(0.2), new Sorted(250, Sorted.By.HARDEST_FIRST), new Delayed(10)};
        List<StreamedExample> examples = LabeledStream.of(POOL, Mix.even(), 300, 7, all).examples();
        assertEquals(examples, LabeledStream.of(POOL, Mix.even(), 300, 7, all).examples());
        assertNotEquals(examples, LabeledStream.of(POOL, Mix.even(), 300, 8, all).examples());
    }

    @Test
    void everyExampleHasAnIdAndAnInputOfItsOwn() {
        LabeledStream stream = LabeledStream.of(POOL, Mix.even(), 500, 3);
        assertEquals(500, stream.examples().stream().map(StreamedExample::id).distinct().count());
        assertEquals(500, stream.examples().stream().map(StreamedExample::features).distinct().count());
        assertTrue(stream.examples().stream().noneMatch(StreamedExample::isFlipped));
    }

    @Test
    void labelsComeInTheSharesOfTheMix() {
        counts(LabeledStream.of(POOL, Mix.even(), 4_000, 5).examples()).values().forEach(count -> assertEquals(1_000, count, 100));
        Map<String, Long> uneven = counts(LabeledStream.of(POOL, Mix.imbalanced(4, 27), 4_000, 5).examples());
        assertEquals(2_700, uneven.get("label-00"), 120);
        assertEquals(900, uneven.get("label-01"), 100);
        assertEquals(100, uneven.get("label-03"), 40);
    }

    @Test
    void newLabelComesFromItsTimeOnAndIsTestedFromThenOn() {
        LabeledStream stream = LabeledStream.of(POOL, Mix.even().withNewLabels(3, 100), 200, 5);
        assertEquals(List.of("label-00", "label-01", "label-02"), List.copyOf(counts(stream.examples().subList(0, 100)).keySet()));
        assertEquals(25, counts(stream.examples().subList(100, 200)).get("label-03"), 15);
        assertEquals(75, stream.testAt(99).size());
        assertEquals(POOL.test(), stream.testAt(100));
    }

    @Test
    void abruptDriftChangesAllFromItsTimeOnAndNothingBefore() {
        LabeledStream calm = LabeledStream.of(POOL, Mix.even(), 200, 5);
        LabeledStream stream = LabeledStream.of(POOL, Mix.even(), 200, 5, Drift.abrupt(100, NAMES));
        assertEquals(calm.examples().subList(0, 100), stream.examples().subList(0, 100));
        for (int time = 100; time < 200; time++) {
            StreamedExample before = calm.examples().get(time);
            String name = Map.of("label-00", "label-01", "label-01", "label-00").getOrDefault(before.truth(), before.truth());
            assertEquals(name, stream.examples().get(time).truth());
            assertEquals(name, stream.examples().get(time).given());
            assertEquals("new", stream.examples().get(time).attributes().get(StreamedExample.CONCEPT));
        }
        assertEquals(POOL.test(), stream.testAt(99));
        assertEquals(POOL.test().stream().map(test -> Drift.abrupt(0, NAMES).changed(test)).toList(), stream.testAt(100));
        assertSame(stream.testAt(100), stream.testAt(199));
    }

    @Test
    void gradualDriftMixesMoreAndMoreOfTheNewIn() {
        LabeledStream stream = LabeledStream.of(POOL, Mix.even(), 3_000, 5, Drift.gradual(1_000, 1_000, NAMES));
        assertEquals(0, changed(stream.examples().subList(0, 1_000)));
        assertEquals(125, changed(stream.examples().subList(1_000, 1_500)), 35);
        assertEquals(375, changed(stream.examples().subList(1_500, 2_000)), 35);
        assertEquals(1_000, changed(stream.examples().subList(2_000, 3_000)));
        assertEquals(50, changed(stream.testAt(1_500)), 1);
        assertEquals(100, changed(stream.testAt(2_000)));
    }

    private static long changed(List<StreamedExample> examples) {
        return examples.stream().filter(example -> example.attributes().containsKey(StreamedExample.CONCEPT)).count();
    }

    @Test
    void turnedInputsAreAsFarFromWhatTheyWereAsTheAngleSays() {
        Concept turned = Concept.ofInputs(8, 0, 1);
        POOL.test().forEach(test -> assertEquals(1, cosine(test, turned.of(test)), 1e-3));
        Concept further = Concept.ofInputs(8, 40, 1);
        assertTrue(POOL.test().stream().mapToDouble(test -> cosine(test, further.of(test))).average().orElseThrow() < 0.9);
        assertEquals(POOL.test().stream().map(StreamedExample::truth).toList(),
                POOL.test().stream().map(test -> turned.of(test).truth()).toList());
    }

    private static double cosine(StreamedExample a, StreamedExample b) {
        double product = 0;
        for (int i = 0; i < a.features().dimension(); i++) {
            product += (double) a.features().fixedPoint(i) * b.features().fixedPoint(i);
        }
        return product / (1L << 28);
    }

    @Test
    void testInputsAreNeverDrawn() {
        var test = new HashSet<>(POOL.test().stream().map(StreamedExample::features).toList());
        assertTrue(LabeledStream.of(POOL, Mix.even(), 500, 3).examples().stream().noneMatch(example -> test.contains(example.features())));
    }
}
