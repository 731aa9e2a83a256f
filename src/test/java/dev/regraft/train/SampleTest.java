package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

    private static final Features ANY = Features.quantise(0.5f);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheSmallestHashesAfterAnyHistory(long seed) {
        Random random = new Random(seed);
        Sample sample = new Sample(10);
        Map<String, Example> all = new TreeMap<>();
        for (int step = 0; step < 3000; step++) {
            String id = "e" + random.nextInt(step < 1500 ? 400 : 40);
            Example former = all.remove(id);
            if (former != null) {
                sample.remove(former);
            } else {
                Example example = Example.of(id, new Target.Label("label"), random.nextInt(3), Map.of(), ANY);
                all.put(id, example);
                sample.add(example);
            }
            if (random.nextInt(20) == 0) {
                assertEquals(expected(all), sample.examples(all.values()), "seed " + seed + ", step " + step);
            }
        }
    }

    private static List<Example> expected(Map<String, Example> all) {
        return all.values().stream().filter(example -> example.weight64() > 0)
                .sorted(Comparator.comparingLong(Example::hash).thenComparing(Example::id)).limit(10).toList();
    }

    @Test
    void hashIsThatOfTheId() {
        assertEquals(0xba7816bf8f01cfeaL, Example.of("abc", new Target.Label("label"), 1, Map.of(), ANY).hash());
    }
}
