package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Metrics;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every learner does whose inputs may each have several labels. */
abstract class LabelsContract {

    abstract Learner learner();

    private Head head(TrainingSet set) {
        return Learned.from(learner(), set).orElseThrow().head();
    }

    private static Target labels(String... labels) {
        return new Target.Labels(List.of(labels));
    }

    /** An input is positive in dimension k where it has label k. */
    private static Features input(Random random, int dimension, int bits) {
        float[] x = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            x[j] = (float) ((j < 4 ? (bits >> j & 1) - 0.5 : 0) + 0.15 * random.nextGaussian()) / dimension;
        }
        return Features.quantise(x);
    }

    private static Target target(int bits) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            if ((bits >> k & 1) == 1) {
                labels.add("l" + k);
            }
        }
        return new Target.Labels(labels);
    }

    private static TrainingSet set(long seed, int dimension, int size) {
        Random random = new Random(seed);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i = 0; i < size; i++) {
            int bits = random.nextInt(16);
            set.put("e" + i, target(bits), 1, input(random, dimension, bits));
        }
        return set;
    }

    @Test
    void learnsNothingWhereAllExamplesHaveTheSameLabels() {
        TrainingSet set = new TrainingSet(RandomExamples.space(2));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("1", labels("a", "b"), 1, Features.quantise(1, 0));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("2", labels("b", "a"), 1, Features.quantise(0, 1));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("3", labels(), 0, Features.quantise(0, 1));
        assertTrue(Learned.from(learner(), set).isEmpty());
    }

    @Test
    void learnsFromFirstExampleWithoutALabel() {
        TrainingSet set = new TrainingSet(RandomExamples.space(2));
        set.put("1", labels("a"), 1, Features.quantise(1, 0));
        set.put("2", labels(), 1, Features.quantise(0, 1));
        Fit fit = Learned.from(learner(), set).orElseThrow();
        assertEquals(labels("a"), fit.head().predict(Features.quantise(1, 0)).answer());
        assertEquals(labels(), fit.head().predict(Features.quantise(0, 1)).answer());
        assertNull(fit.metrics().looAccuracy());
        assertNull(fit.metrics().microF1());
        assertNotNull(fit.metrics().note());
    }

    @Test
    void tellsEveryLabelByItself() {
        Fit fit = Learned.from(learner(), set(1, 8, 200)).orElseThrow();
        Random random = new Random(2);
        int right = 0;
        for (int i = 0; i < 200; i++) {
            int bits = random.nextInt(16);
            right += fit.head().predict(input(random, 8, bits)).answer().equals(target(bits)) ? 1 : 0;
        }
        assertTrue(right > 190, "right of 200: " + right);
        Metrics metrics = fit.metrics();
        assertEquals(right / 200.0, metrics.looAccuracy(), 0.05);
        assertTrue(metrics.microF1() > 0.97, "F1 " + metrics.microF1());
        assertTrue(metrics.logLoss() < 0.15, "log loss " + metrics.logLoss());
        assertTrue(metrics.ece() < 0.1, "calibration error " + metrics.ece());
        assertEquals(Assessment.interval(metrics.looAccuracy(), 200), metrics.looInterval());
        assertNull(metrics.note());
    }

    @Test
    void admitsChanceWhereLabelsMeanNothing() {
        Random random = new Random(3);
        RandomExamples source = new RandomExamples(3, 16, 1, 1);
        TrainingSet set = new TrainingSet(RandomExamples.space(16));
        for (int i = 0; i < 400; i++) {
            set.put("e" + i, random.nextInt(4) == 0 ? labels("a") : labels(), 1, source.next(0));
        }
        Fit fit = Learned.from(learner(), set).orElseThrow();
        double entropy = -(Math.log(0.25) + 3 * Math.log(0.75)) / 4;
        assertEquals(entropy, fit.metrics().logLoss(), 0.08);
        assertEquals(0.25, fit.head().predict(source.next(0)).numbers()[0], 0.15);
    }

    @Test
    void labelThatAllHaveIsPredictedByItsSmoothedShare() {
        TrainingSet set = new TrainingSet(RandomExamples.space(2));
        for (int i = 0; i < 18; i++) {
            set.put("e" + i, i % 2 == 0 ? labels("all", "even") : labels("all"), 1, Features.quantise(i % 2, 1 - i % 2));
        }
        assertEquals(19.0 / 20, head(set).predict(Features.quantise(1, 0)).numbers()[0], 1e-6);
        assertEquals(19.0 / 20, head(set).predict(Features.quantise(0, 1)).numbers()[0], 1e-6);
    }

    @Test
    void livesWithIdenticalFeatures() {
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        Features same = Features.quantise(0.5f, 0, -0.5f);
        for (int i = 0; i < 90; i++) {
            set.put("e" + i, i % 3 == 0 ? labels("a", "b") : labels("b"), 1, same);
        }
        assertEquals(1.0 / 3, head(set).predict(same).numbers()[0], 0.05);
    }

    @Test
    void learnsFromFewerExamplesThanDimensions() {
        Random random = new Random(4);
        TrainingSet set = set(4, 100, 60);
        int right = 0;
        for (int i = 0; i < 100; i++) {
            int bits = random.nextInt(16);
            right += head(set).predict(input(random, 100, bits)).answer().equals(target(bits)) ? 1 : 0;
        }
        assertTrue(right > 60, "right of 100: " + right);
    }

    @Test
    @Timeout(20)
    void learnsTenThousandLabels() {
        RandomExamples source = new RandomExamples(5, 24, 10_000, 0.05);
        TrainingSet set = new TrainingSet(RandomExamples.space(24));
        for (int i = 0; i < 20_000; i++) {
            set.put("e" + i, labels(RandomExamples.label(i % 10_000), RandomExamples.label(i % 7)), 1, source.next(i % 10_000));
        }
        assertEquals(10_000, head(set).labels().size());
    }

    @Test
    void exampleOfWeightZeroTeachesNothing() {
        TrainingSet set = set(6, 8, 50);
        String before = head(set).sha256();
        set.put("mute", labels("l0", "unheard"), 0, input(new Random(1), 8, 3));
        assertEquals(before, head(set).sha256());
    }

    @Test
    void takingAnExampleOutAndBackGivesTheSameHead() {
        TrainingSet set = set(7, 8, 50);
        String before = head(set).sha256();
        Example example = set.find("e7").orElseThrow();
        set.remove("e7");
        assertNotEquals(before, head(set).sha256());
        TrainingSet never = new TrainingSet(set.space());
        set.examples().forEach(other -> never.put(other.id(), other.target(), other.weight(), other.features()));
        assertEquals(head(never).sha256(), head(set).sha256());
        set.put(example.id(), example.target(), example.weight(), example.features());
        assertEquals(before, head(set).sha256());
    }

    @Test
    void sameExamplesInAnyOrderGiveTheSameHead() {
        TrainingSet set = set(8, 8, 60);
        List<Example> examples = new ArrayList<>(set.examples());
        Collections.shuffle(examples, new Random(1));
        TrainingSet shuffled = new TrainingSet(set.space());
        examples.forEach(example -> shuffled.put(example.id(), example.target(), example.weight(), example.features()));
        assertEquals(head(set).sha256(), head(shuffled).sha256());
    }

    @Test
    void livesWithWeightsFarApart() {
        Random random = new Random(9);
        TrainingSet set = new TrainingSet(RandomExamples.space(8));
        for (int i = 0; i < 100; i++) {
            set.put("e" + i, target(i % 16), i < 16 ? 100 : 0.02, input(random, 8, i % 16));
        }
        for (int i = 0; i < 16; i++) {
            assertEquals(target(i), head(set).predict(input(new Random(1), 8, i)).answer());
        }
    }

    @Test
    void learnsFromHintsAlone() {
        RandomExamples source = new RandomExamples(10, 64, 6, 0.5);
        Head head = Learned.from(learner(), new TrainingSet(RandomExamples.space(64)), source.hints()).orElseThrow().head();
        for (int i = 0; i < 60; i++) {
            assertEquals(RandomExamples.label(i % 6), head.predict(source.next(i % 6)).best().label());
        }
    }

    @Test
    void hintsThatMeanNothingChangeNothing() {
        RandomExamples source = new RandomExamples(16, 32, 10, 0.8);
        Hints codes = new RandomExamples(99, 32, 10, 0).hints();
        TrainingSet set = new TrainingSet(RandomExamples.space(32));
        for (int i = 0; i < 60; i++) {
            set.put("e" + i, labels(RandomExamples.label(i % 10)), 1, source.next(i % 10));
        }
        assertEquals(head(set).sha256(), Learned.from(learner(), set, codes).orElseThrow().head().sha256());
    }
}
