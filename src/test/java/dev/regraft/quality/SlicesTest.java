package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlicesTest {

    /** Examples as they are added. */
    private static final class Examples {

        private final List<Map<String, String>> attributes = new ArrayList<>();
        private final List<Boolean> right = new ArrayList<>();
        private final List<Float> confidences = new ArrayList<>();
        private final List<Double> weights = new ArrayList<>();

        Examples add(int count, int rightCount, float confidence, double weight, Map<String, String> attributesOfEach) {
            for (int i = 0; i < count; i++) {
                attributes.add(attributesOfEach);
                right.add(i < rightCount);
                confidences.add(confidence);
                weights.add(weight);
            }
            return this;
        }

        Slices by(String... names) {
            boolean[] rights = new boolean[right.size()];
            float[] numbers = new float[rights.length];
            for (int i = 0; i < rights.length; i++) {
                rights[i] = right.get(i);
                numbers[i] = confidences.get(i);
            }
            return Slices.of(attributes, rights, numbers, weights.stream().mapToDouble(Double::doubleValue).toArray(), List.of(names));
        }
    }

    private static final Map<String, String> MAIL = Map.of("channel", "mail");
    private static final Map<String, String> CHAT = Map.of("channel", "chat");

    @Test
    void tellsEachValueApartAndNamesTheWorst() {
        Slices slices = new Examples().add(80, 72, 0.9f, 1, MAIL).add(20, 12, 0.9f, 1, CHAT).by("channel");
        assertEquals(List.of("chat", "mail"), slices.all().stream().map(Slices.Slice::value).toList());
        Slices.Slice chat = slices.worst().orElseThrow();
        assertEquals("chat", chat.value());
        assertEquals(20, chat.examples());
        assertEquals(0.6, chat.accuracy(), 1e-12);
        assertEquals(0.3, chat.ece(), 1e-6);
        assertEquals(0, slices.all().getLast().ece(), 1e-6);
        // Wilson's interval of 12 of 20
        assertEquals(0.3866, chat.interval().lower(), 1e-4);
        assertEquals(0.7812, chat.interval().upper(), 1e-4);
    }

    /** The example of Newcombe (1998), Table II, (a): 56 of 70 against 48 of 80, method 10. */
    @Test
    void gapHasTheIntervalOfNewcombe() {
        Slices.Gap gap = new Examples().add(70, 56, 1, 1, MAIL).add(80, 48, 1, 1, CHAT).by("channel").gap().orElseThrow();
        assertEquals("mail", gap.best().value());
        assertEquals("chat", gap.worst().value());
        assertEquals(0.2, gap.difference(), 1e-12);
        assertEquals(0.0524, gap.interval().lower(), 1e-4);
        assertEquals(0.3339, gap.interval().upper(), 1e-4);
    }

    /** Of twenty slices that are all alike the extremes are far apart; one time in twenty at most that may look real. */
    @Test
    void gapOfManyEqualSlicesIsSeldomTakenForReal() {
        Random random = new Random(1);
        int real = 0;
        for (int trial = 0; trial < 200; trial++) {
            Examples examples = new Examples();
            for (int slice = 0; slice < 20; slice++) {
                for (int i = 0; i < 50; i++) {
                    examples.add(1, random.nextInt(10) < 8 ? 1 : 0, 0.8f, 1, Map.of("channel", "c" + slice));
                }
            }
            real += examples.by("channel").gap().orElseThrow().interval().lower() > 0 ? 1 : 0;
        }
        assertTrue(real <= 10, real + " of 200");
    }

    @Test
    void lackingTheAttributeIsAValue() {
        Slices slices = new Examples().add(10, 2, 1, 1, Map.of()).add(10, 9, 1, 1, MAIL).by("channel");
        assertNull(slices.worst().orElseThrow().value());
        assertEquals(0.2, slices.worst().orElseThrow().accuracy(), 1e-12);
    }

    @Test
    void countsExamplesByTheirWeights() {
        Slices slices = new Examples().add(10, 10, 1, 3, MAIL).add(10, 0, 1, 1, MAIL).add(5, 0, 1, 0, MAIL).by("channel");
        Slices.Slice mail = slices.all().getFirst();
        assertEquals(20, mail.examples());
        assertEquals(0.75, mail.accuracy(), 1e-12);
        assertEquals(Metrics.Interval.ofShare(0.75, 16), mail.interval());
    }

    @Test
    void tooFewExamplesAreNeitherWorstNorBest() {
        Slices slices = new Examples().add(9, 0, 1, 1, CHAT).add(10, 5, 1, 1, MAIL).by("channel");
        assertEquals("mail", slices.worst().orElseThrow().value());
        assertEquals(Optional.empty(), slices.gap());
        assertEquals(Optional.empty(), new Examples().add(9, 0, 1, 1, CHAT).by("channel").worst());
    }

    @Test
    void looksAtEveryAttributeByItself() {
        Slices slices = new Examples().add(20, 20, 1, 1, Map.of("channel", "mail", "language", "en"))
                .add(20, 10, 1, 1, Map.of("channel", "mail", "language", "no"))
                .add(20, 18, 1, 1, Map.of("channel", "chat", "language", "en")).by("channel", "language");
        assertEquals(List.of("channel", "channel", "language", "language"), slices.all().stream().map(Slices.Slice::attribute).toList());
        assertEquals("language", slices.worst().orElseThrow().attribute());
        assertEquals("language", slices.gap().orElseThrow().attribute());
        assertEquals(0.45, slices.gap().orElseThrow().difference(), 1e-12);
    }

    @Test
    void keepsTheMostFrequentOfTooManyValues() {
        Examples examples = new Examples();
        for (int i = 0; i < 150; i++) {
            examples.add(i < 50 ? 1 : 2, 1, 1, 1, Map.of("customer", "c" + i));
        }
        Slices slices = examples.by("customer");
        assertEquals(Slices.MOST_VALUES, slices.all().size());
        assertTrue(slices.all().stream().allMatch(slice -> slice.examples() == 2));
    }

    @Test
    void refusesLengthsThatDiffer() {
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> Slices.of(List.of(MAIL), new boolean[2], new float[1], new double[1], List.of("channel")));
        assertEquals("right must have 1 numbers: 2", refusal.getMessage());
    }
}
