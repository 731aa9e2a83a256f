package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptTest {

    /** A kept view, and what must be in it. */
    private record Seen(Kept kept, List<String> expected) {
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void laterWritesDoNotReachWhatIsKept(long seed) {
        // Given a set that is changed all the time, of which several views are open at once
        Random random = new Random(seed);
        RandomExamples source = new RandomExamples(seed, 1 + random.nextInt(40), 4, 1);
        TrainingSet set = new TrainingSet(RandomExamples.space(source.next(0).dimension()));
        ArrayDeque<Seen> open = new ArrayDeque<>();
        for (int step = 0; step < 6000; step++) {
            change(set, source, random);
            if (random.nextInt(60) == 0) {
                open.add(new Seen(set.keep(), describe(set)));
            }
            // Then each shows to its end what was there when it was taken, whichever is closed first
            if (random.nextInt(60) == 0 && !open.isEmpty()) {
                Seen seen = random.nextBoolean() ? open.pollFirst() : open.pollLast();
                assertEquals(seen.expected(), describe(seen.kept()), "seed " + seed + ", step " + step);
                seen.kept().close();
            }
        }
    }

    private static void change(TrainingSet set, RandomExamples source, Random random) {
        String id = "e" + random.nextInt(300);
        if (random.nextInt(3) == 0) {
            set.remove(id);
        } else {
            set.put(id, new Target.Label(RandomExamples.label(random.nextInt(4))), random.nextInt(3), source.next(random.nextInt(4)));
        }
    }

    private static List<String> describe(TrainingSet set) {
        return set.examples().stream().sorted(Example.BY_HASH)
                .map(e -> e.id() + " " + e.target() + " " + e.weight64() + " " + numbers(e.features())).toList();
    }

    private static String numbers(Features features) {
        List<Short> numbers = new ArrayList<>();
        for (int i = 0; i < features.dimension(); i++) {
            numbers.add(features.fixedPoint(i));
        }
        return numbers.toString();
    }

    private static List<String> describe(Kept kept) {
        short[] row = new short[kept.space().dimension()];
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            kept.copy(i, row, 0);
            lines.add(kept.id(i) + " " + kept.target(i) + " " + kept.weight64(i) + " " + numbers(Features.ofFixedPoint(row.clone())));
        }
        return lines;
    }

    @Test
    void anotherThreadReadsWhileTheWriterGoesOn() throws Exception {
        RandomExamples source = new RandomExamples(1, 64, 4, 1);
        TrainingSet set = source.set(200);
        Random random = new Random(1);
        try (var reader = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < 50; round++) {
                List<String> expected = describe(set);
                Kept kept = set.keep();
                Callable<List<String>> reading = () -> {
                    try (kept) {
                        return describe(kept);
                    }
                };
                var read = reader.submit(reading);
                for (int i = 0; i < 400; i++) {
                    change(set, source, random);
                    set.put("example-" + random.nextInt(800), new Target.Label("other"), 1, source.next(0));
                }
                assertEquals(expected, read.get());
            }
        }
    }

    @Test
    void memoryOfWhatLeftIsUsedAgainOnceNobodyReadsIt() {
        FeatureRows rows = new FeatureRows(3);
        Features any = Features.quantise(0.5f, 0, 0);
        assertEquals(0, rows.add(any));
        FeatureRows.Lease first = rows.lease();
        rows.free(0);
        FeatureRows.Lease second = rows.lease();
        assertEquals(1, rows.add(any));
        first.close();
        assertEquals(0, rows.add(any));
        rows.free(1);
        assertEquals(2, rows.add(any));
        second.close();
        second.close();
        assertEquals(1, rows.add(any));
        assertEquals(3, rows.add(any));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fullSetHoldsTheSmallestHashesInWhateverOrderTheyCame(long seed) {
        // Given far more examples than the set holds
        Random random = new Random(seed);
        RandomExamples source = new RandomExamples(seed, 5, 3, 1);
        int most = 1 + random.nextInt(2000);
        TrainingSet full = new TrainingSet(RandomExamples.space(5), most);
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            all.add(Example.of("e" + i, new Target.Label(RandomExamples.label(i % 3)), i % 4, Map.of(), source.next(i % 3)));
        }
        Collections.shuffle(all, random);
        // When they come in any order, some of them several times
        for (Example e : all) {
            boolean kept = full.put(e.id(), e.target(), e.weight(), e.features());
            assertEquals(kept, full.contains(e.id()));
            if (kept && random.nextInt(5) == 0) {
                assertTrue(full.put(e.id(), e.target(), 2, e.features()));
                assertTrue(full.put(e.id(), e.target(), e.weight(), e.features()));
            }
        }
        // Then it equals a fresh set of those with the smallest hashes
        TrainingSet fresh = new TrainingSet(RandomExamples.space(5));
        all.stream().sorted(Example.BY_HASH).limit(most).forEach(e -> fresh.put(e.id(), e.target(), e.weight(), e.features()));
        assertEquals(describe(fresh), describe(full));
        StatisticsTest.requireEqual(fresh.statistics(), full.statistics(), "seed " + seed);
    }

    @Test
    void fullSetHasRoomAgainAfterRemoval() {
        TrainingSet set = new TrainingSet(RandomExamples.space(1), 2);
        List<String> ids = Stream.of("a", "b", "c").map(id -> Example.of(id, new Target.Label("l"), 1, Map.of(), Features.quantise(1)))
                .sorted(Example.BY_HASH).map(Example::id).toList();
        for (String id : ids) {
            set.put(id, new Target.Label("l"), 1, Features.quantise(1));
        }
        assertFalse(set.put(ids.get(2), new Target.Label("l"), 1, Features.quantise(1)));
        set.remove(ids.getFirst());
        assertTrue(set.put(ids.get(2), new Target.Label("l"), 1, Features.quantise(1)));
        assertEquals(2, set.size());
        assertThrows(IllegalArgumentException.class, () -> new TrainingSet(RandomExamples.space(1), 0));
    }
}
