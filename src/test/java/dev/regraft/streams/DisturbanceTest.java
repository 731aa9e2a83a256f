package dev.regraft.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisturbanceTest {

    private static final GaussianPool POOL = GaussianPool.of(5, 8, 1, 1, 1);
    private static final List<StreamedExample> CALM = LabeledStream.of(POOL, Mix.even(), 1_000, 2).examples();

    private static List<StreamedExample> disturbed(Disturbance disturbance) {
        List<StreamedExample> disturbed = LabeledStream.of(POOL, Mix.even(), 1_000, 2, disturbance).examples();
        assertEquals(CALM.size(), disturbed.size());
        return disturbed;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 1})
    void burstFlipsItsShareAndNothingOutside(double share) {
        List<StreamedExample> disturbed = disturbed(new FlippedBurst(300, 500, share, new FlippedBurst.Toward.Any()));
        assertEquals(CALM.subList(0, 300), disturbed.subList(0, 300));
        assertEquals(CALM.subList(800, 1_000), disturbed.subList(800, 1_000));
        assertEquals(share * 500, disturbed.stream().filter(StreamedExample::isFlipped).count(), share == 0.2 ? 30 : 0);
        for (int time = 300; time < 800; time++) {
            assertEquals(CALM.get(time), disturbed.get(time).labeled(CALM.get(time).given()));
        }
    }

    @Test
    void randomFlipsGoToEveryOtherLabel() {
        disturbed(new FlippedBurst(0, 1_000, 1, new FlippedBurst.Toward.Any())).stream()
                .collect(Collectors.groupingBy(StreamedExample::truth, Collectors.mapping(StreamedExample::given, Collectors.toSet())))
                .forEach((truth, given) -> assertEquals(others(truth), given));
    }

    private static Set<String> others(String label) {
        Set<String> others = new HashSet<>(POOL.labels());
        others.remove(label);
        return others;
    }

    @Test
    void consistentFlipsTakeEachLabelForOneOther() {
        Map<String, Set<String>> flips = disturbed(new FlippedBurst(0, 1_000, 1, new FlippedBurst.Toward.OneEach())).stream()
                .collect(Collectors.groupingBy(StreamedExample::truth, Collectors.mapping(StreamedExample::given, Collectors.toSet())));
        flips.forEach((truth, given) -> assertTrue(given.size() == 1 && !given.contains(truth), truth + " as " + given));
        assertEquals(new HashSet<>(POOL.labels()), flips.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }

    @Test
    void flipsTowardAFewLabelsGoToThese() {
        Set<String> given = new TreeSet<>();
        disturbed(new FlippedBurst(0, 1_000, 0.5, new FlippedBurst.Toward.Few(2))).stream().filter(StreamedExample::isFlipped)
                .forEach(example -> given.add(example.given()));
        assertEquals(Set.of("label-00", "label-01"), given);
    }

    @Test
    void duplicatesHaveTheVectorAndLabelsOfOneBeforeUnderIdsOfTheirOwn() {
        List<StreamedExample> disturbed = disturbed(new Duplicates(0.3));
        assertEquals(CALM.stream().map(StreamedExample::id).toList(), disturbed.stream().map(StreamedExample::id).toList());
        Map<String, StreamedExample> before = CALM.stream().collect(Collectors.toMap(StreamedExample::id, Function.identity()));
        List<StreamedExample> copies = disturbed.stream().filter(e -> e.attributes().containsKey(StreamedExample.COPY_OF)).toList();
        assertEquals(300, copies.size(), 45);
        for (StreamedExample copy : copies) {
            StreamedExample original = before.get(copy.attributes().get(StreamedExample.COPY_OF));
            assertEquals(original.features(), copy.features());
            assertEquals(original.given(), copy.given());
            assertTrue(CALM.indexOf(original) < CALM.indexOf(before.get(copy.id())));
        }
    }

    @Test
    void wrongExampleComesSoManyTimesAndTheRestIsAsItWas() {
        List<StreamedExample> disturbed = disturbed(new WrongExampleRepeated(100, 50));
        Set<StreamedExample> wrong = disturbed.stream().filter(StreamedExample::isFlipped).collect(Collectors.toSet());
        assertEquals(50, wrong.size());
        assertEquals(Set.of(CALM.get(100).features()), wrong.stream().map(StreamedExample::features).collect(Collectors.toSet()));
        assertEquals(1, wrong.stream().map(StreamedExample::given).distinct().count());
        assertEquals(CALM.subList(150, 1_000), disturbed.subList(150, 1_000));
        assertEquals(CALM.subList(0, 100), disturbed.subList(0, 100));
        assertEquals(wrong, new HashSet<>(disturbed.subList(100, 150)));
    }

    @Test
    void wrongRelabelsAreOfExamplesThatCameBeforeEachOnce() {
        List<StreamedExample> disturbed = disturbed(new WrongRelabels(400, 200, 0.5));
        assertEquals(CALM.subList(0, 400), disturbed.subList(0, 400));
        assertEquals(CALM.subList(600, 1_000), disturbed.subList(600, 1_000));
        List<StreamedExample> relabels = disturbed.stream().filter(StreamedExample::isFlipped).toList();
        assertEquals(90, relabels.size(), 25);
        assertEquals(relabels.size(), relabels.stream().map(StreamedExample::id).distinct().count());
        relabels.forEach(relabel -> assertTrue(CALM.subList(0, 400).contains(relabel.labeled(relabel.truth()))));
        assertEquals(1_000 - relabels.size(), disturbed.stream().map(StreamedExample::id).distinct().count());
    }

    @Test
    void sortedByLabelEachLabelComesInOneRun() {
        List<StreamedExample> disturbed = disturbed(new Sorted(200, Sorted.By.LABEL));
        assertEquals(CALM.subList(0, 200), disturbed.subList(0, 200));
        assertEquals(new HashSet<>(CALM), new HashSet<>(disturbed));
        List<String> labels = disturbed.subList(200, 1_000).stream().map(StreamedExample::truth).toList();
        assertEquals(labels.stream().sorted().toList(), labels);
    }

    @Test
    void hardestFirstIsTheReverseOfEasiestFirst() {
        List<StreamedExample> easiest = disturbed(new Sorted(0, Sorted.By.EASIEST_FIRST));
        assertEquals(easiest.reversed(), disturbed(new Sorted(0, Sorted.By.HARDEST_FIRST)));
        // an easy one is nearer to the others of its label than a hard one
        assertTrue(nearestHasTheSameLabel(easiest.subList(0, 200)) > nearestHasTheSameLabel(easiest.subList(800, 1_000)) + 0.1);
    }

    private static double nearestHasTheSameLabel(List<StreamedExample> examples) {
        long same = 0;
        for (StreamedExample example : examples) {
            StreamedExample nearest = CALM.stream().filter(other -> !other.id().equals(example.id()))
                    .max((a, b) -> Long.compare(product(a, example), product(b, example))).orElseThrow();
            same += nearest.truth().equals(example.truth()) ? 1 : 0;
        }
        return same / (double) examples.size();
    }

    private static long product(StreamedExample a, StreamedExample b) {
        long product = 0;
        for (int i = 0; i < a.features().dimension(); i++) {
            product += (long) a.features().fixedPoint(i) * b.features().fixedPoint(i);
        }
        return product;
    }

    @Test
    void nothingWaitsForMoreThanTheMostAllowed() {
        List<StreamedExample> disturbed = disturbed(new Delayed(20));
        assertEquals(new HashSet<>(CALM), new HashSet<>(disturbed));
        assertNotEquals(CALM, disturbed);
        for (int time = 0; time < CALM.size(); time++) {
            assertTrue(Math.abs(disturbed.indexOf(CALM.get(time)) - time) <= 20);
        }
    }
}
