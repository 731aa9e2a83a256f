package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintEvidenceTest {

    private static final Hints AXES = new Hints(new TreeMap<>(Map.of("a", Features.quantise(1, 0, 0), "b", Features.quantise(0, 1, 0),
            "c", Features.quantise(0, 0, 1))));

    @ParameterizedTest
    @CsvSource({"0,0,0.5", "0,1,0.5", "1,1,0.5", "3,7,0.25", "7,7,0.01", "0,9,0.1", "20,256,0.1", "170,256,0.0066", "256,256,0.5"})
    void isTheBayesFactorByTheIntegral(int hits, int asked, double guess) {
        int steps = 400_000;
        double integral = 0;
        for (int i = 0; i < steps; i++) {
            double q = guess + (1 - guess) * (i + 0.5) / steps;
            integral += Math.exp(hits * Math.log(q / guess) + (asked - hits) * Math.log((1 - q) / (1 - guess))) / steps;
        }
        double expected = integral * 4 / (1 + integral * 4);
        assertEquals(expected, new HintEvidence(hits, asked, guess).probability(), 1e-6);
    }

    @Test
    void believesWordsBeforeAnyExample() {
        assertEquals(0.8, new HintEvidence(0, 0, 0.1).probability(), 1e-12);
        assertEquals(0.8, new HintEvidence(3, 3, 1).probability(), 1e-12);
    }

    @Test
    void countsExamplesWhoseNearestHintIsTheirLabels() {
        List<Example> sample = List.of(example("1", "a", 0.9f, 0.1f), example("2", "a", 0.1f, 0.9f), example("3", "b", 0.1f, 0.9f),
                example("4", "without-hint", 0.9f, 0.1f));
        assertEquals(new HintEvidence(2, 3, 1.0 / 3), HintEvidence.of(AXES, sample));
    }

    @Test
    void guessOfSeveralLabelsIsTheirShare() {
        Example two = Example.of("1", new Target.Labels(List.of("a", "b", "unheard")), 1, Map.of(), Features.quantise(0, 1, 0));
        Example none = Example.of("2", new Target.Labels(List.of()), 1, Map.of(), Features.quantise(0, 1, 0));
        assertEquals(new HintEvidence(1, 1, 2.0 / 3), HintEvidence.of(AXES, List.of(two, none)));
    }

    @Test
    void hintsAreWholeExamplesWhereThereAreNoOthers() {
        assertEquals(Map.of("a", 64, "b", 64, "c", 64), weights(AXES, List.of(), Set.of()));
    }

    @Test
    void hintsThatProveRightCountAlmostAsWholeExamples() {
        List<Example> sample = IntStream.range(0, 20).mapToObj(i -> example("e" + i, i % 2 == 0 ? "a" : "b", 1 - i % 2, i % 2)).toList();
        assertEquals(Map.of("a", 64, "b", 64, "c", 64), weights(AXES, sample, Set.of("a", "b")));
    }

    @Test
    void hintsThatProveWrongCountOnlyWhereNothingElseIsKnown() {
        List<Example> sample = IntStream.range(0, 20).mapToObj(i -> example("e" + i, i % 2 == 0 ? "b" : "a", 1 - i % 2, i % 2)).toList();
        assertEquals(Map.of("c", 16), weights(AXES, sample, Set.of("a", "b")));
    }

    @Test
    void isStableForManyExamples() {
        assertEquals(4.0 / (4 + 257), new HintEvidence(0, 256, 0.999).probability(), 1e-9);
        assertEquals(1, new HintEvidence(256, 256, 1e-4).probability(), 1e-12);
    }

    private static Example example(String id, String label, float x, float y) {
        return Example.of(id, new Target.Label(label), 1, Map.of(), Features.quantise(x, y, 0));
    }

    private static Map<String, Integer> weights(Hints hints, List<Example> sample, Set<String> learned) {
        return HintEvidence.weakExamples(hints, sample, learned).stream()
                .collect(Collectors.toMap(WeakExample::label, WeakExample::weight64));
    }
}
