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
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every learner does whose inputs have one label each. */
abstract class LearnerContract {

    abstract Learner learner();

    private Head head(TrainingSet set) {
        return Learned.from(learner(), set).orElseThrow().head();
    }

    private static String best(Head head, Features features) {
        return head.predict(features).best().label();
    }

    @Test
    void learnsNothingFromFewerThanTwoLabels() {
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("1", new Target.Label("a"), 1, Features.quantise(1, 0, 0));
        set.put("2", new Target.Label("a"), 1, Features.quantise(0, 1, 0));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("3", new Target.Label("b"), 0, Features.quantise(0, 0, 1));
        assertTrue(Learned.from(learner(), set).isEmpty());
    }

    @Test
    void learnsFromFirstExampleOfSecondLabel() {
        for (int dimension : new int[] {1, 2, 13, 384}) {
            RandomExamples source = new RandomExamples(dimension, dimension, 2, 0.2);
            Features a = source.next(0);
            Features b = source.next(1);
            TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
            set.put("1", new Target.Label("a"), 1, a);
            set.put("2", new Target.Label("b"), 1, b);
            Fit fit = Learned.from(learner(), set).orElseThrow();
            if (!a.equals(b)) {
                assertEquals("a", best(fit.head(), a));
                assertEquals("b", best(fit.head(), b));
            }
            assertNull(fit.metrics().looAccuracy());
            assertNull(fit.metrics().logLoss());
            assertNull(fit.metrics().ece());
        }
    }

    @Test
    void separatesLabelsThatAreApart() {
        TrainingSet set = new RandomExamples(1, 16, 5, 0.3).set(20);
        Fit fit = Learned.from(learner(), set).orElseThrow();
        assertTrue(fit.metrics().looAccuracy() > 0.95, () -> "leave-one-out accuracy " + fit.metrics().looAccuracy());
        assertTrue(fit.metrics().logLoss() < 0.3, () -> "log loss " + fit.metrics().logLoss());
        assertTrue(fit.metrics().ece() < 0.15, () -> "calibration error " + fit.metrics().ece());
        RandomExamples again = new RandomExamples(1, 16, 5, 0.3);
        for (int i = 0; i < 100; i++) {
            assertEquals(RandomExamples.label(i % 5), best(fit.head(), again.next(i % 5)), "example " + i);
        }
    }

    @Test
    void admitsChanceWhereLabelsMeanNothing() {
        RandomExamples source = new RandomExamples(2, 16, 1, 1);
        TrainingSet set = new TrainingSet(RandomExamples.space(16));
        for (int i = 0; i < 400; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 4)), 1, source.next(0));
        }
        Fit fit = Learned.from(learner(), set).orElseThrow();
        assertEquals(0.25, fit.metrics().looAccuracy(), 0.1);
        assertEquals(Math.log(4), fit.metrics().logLoss(), 0.05);
    }

    @Test
    void livesWithIdenticalFeatures() {
        TrainingSet set = new TrainingSet(RandomExamples.space(13));
        Features same = new RandomExamples(1, 13, 1, 1).next(0);
        for (int i = 0; i < 30; i++) {
            set.put("e" + i, new Target.Label(i % 3 == 0 ? "rare" : "common"), 1, same);
        }
        assertEquals(2.0 / 3, head(set).predict(same).best().probability(), 0.2);
        assertEquals("common", best(head(set), same));
    }

    @Test
    void livesWithConstantDimensions() {
        TrainingSet set = new TrainingSet(RandomExamples.space(4));
        for (int i = 0; i < 40; i++) {
            set.put("e" + i, new Target.Label(i % 2 == 0 ? "a" : "b"), 1, Features.quantise(0, 0.5f, i % 2 == 0 ? 0.5f : -0.5f, (i % 7) / 20f));
        }
        assertEquals("a", best(head(set), Features.quantise(0, 0.5f, 0.5f, 0)));
        assertEquals("b", best(head(set), Features.quantise(0, 0.5f, -0.5f, 0)));
    }

    @Test
    void learnsFromFewerExamplesThanDimensions() {
        RandomExamples source = new RandomExamples(4, 200, 3, 0.7);
        Head head = head(source.set(5));
        for (int i = 0; i < 60; i++) {
            assertEquals(RandomExamples.label(i % 3), best(head, source.next(i % 3)), "example " + i);
        }
    }

    @Test
    void learnsThousandLabels() {
        RandomExamples source = new RandomExamples(5, 64, 1000, 0.3);
        Head head = head(source.set(2));
        int right = 0;
        for (int k = 0; k < 1000; k++) {
            right += best(head, source.next(k)).equals(RandomExamples.label(k)) ? 1 : 0;
        }
        assertTrue(right > 950, "right of 1,000: " + right);
    }

    @Test
    void exampleOfWeightZeroTeachesNothing() {
        RandomExamples source = new RandomExamples(6, 8, 3, 0.5);
        TrainingSet set = source.set(10);
        String before = head(set).sha256();
        set.put("mute", new Target.Label(RandomExamples.label(0)), 0, source.next(2));
        set.put("mute-too", new Target.Label("unheard"), 0, source.next(2));
        assertEquals(before, head(set).sha256());
        assertEquals(32, set.size());
    }

    @Test
    void weightsFarBelowOneStillTeach() {
        TrainingSet set = new TrainingSet(RandomExamples.space(2));
        for (int i = 0; i < 20; i++) {
            set.put("e" + i, new Target.Label(i % 2 == 0 ? "a" : "b"), 0.02, Features.quantise(i % 2, 1 - i % 2));
        }
        assertEquals("a", best(head(set), Features.quantise(0, 1)));
        assertEquals("b", best(head(set), Features.quantise(1, 0)));
    }

    @Test
    void livesWithHugeCounts() {
        RandomExamples source = new RandomExamples(7, 3, 2, 0.3);
        Features[] few = {source.next(0), source.next(1), source.next(0), source.next(1)};
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        for (int i = 0; i < 40_000; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 2)), 100, few[i % 4]);
        }
        Head head = head(set);
        for (int i = 0; i < 4; i++) {
            assertEquals(RandomExamples.label(i % 2), best(head, few[i]));
        }
    }

    @Test
    void learnsNewLabelOnTheFlyAndUnlearnsIt() {
        RandomExamples source = new RandomExamples(8, 16, 3, 0.3);
        TrainingSet set = new TrainingSet(RandomExamples.space(16));
        for (int i = 0; i < 20; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 2)), 1, source.next(i % 2));
        }
        String before = head(set).sha256();
        set.put("new", new Target.Label(RandomExamples.label(2)), 1, source.next(2));
        assertEquals(List.of(RandomExamples.label(0), RandomExamples.label(1), RandomExamples.label(2)), head(set).labels());
        assertEquals(RandomExamples.label(2), best(head(set), source.next(2)));
        set.remove("new");
        assertEquals(before, head(set).sha256());
    }

    @Test
    void sameExamplesInAnyOrderGiveTheSameHead() {
        RandomExamples source = new RandomExamples(10, 16, 3, 0.5);
        List<Features> examples = IntStream.range(0, 60).mapToObj(i -> source.next(i % 3)).toList();
        TrainingSet forward = new TrainingSet(RandomExamples.space(16));
        TrainingSet backward = new TrainingSet(RandomExamples.space(16));
        for (int i = 0; i < 60; i++) {
            forward.put("e" + i, new Target.Label(RandomExamples.label(i % 3)), 1 + i % 4 / 3.0, examples.get(i));
            int j = 59 - i;
            backward.put("e" + j, new Target.Label(RandomExamples.label(j % 3)), 1 + j % 4 / 3.0, examples.get(j));
        }
        assertNotNull(head(forward).predict(examples.getFirst()).novelty());
        assertEquals(head(forward).sha256(), head(backward).sha256());
    }

    @Test
    void singletonsCountAsWrong() {
        RandomExamples source = new RandomExamples(9, 16, 12, 0.1);
        TrainingSet set = source.set(1);
        for (int i = 0; i < 12; i++) {
            set.put("second-" + i, new Target.Label(RandomExamples.label(i % 2)), 1, source.next(i % 2));
        }
        Fit fit = Learned.from(learner(), set).orElseThrow();
        assertNotNull(fit.metrics().looAccuracy());
        assertEquals(14.0 / 24, fit.metrics().looAccuracy(), 1e-9);
    }

    @Test
    void takingAnExampleOutAndBackGivesTheSameHead() {
        RandomExamples source = new RandomExamples(11, 16, 3, 0.8);
        TrainingSet set = source.set(10);
        String before = head(set).sha256();
        Example example = set.find("example-7").orElseThrow();
        set.remove("example-7");
        assertNotEquals(before, head(set).sha256());
        TrainingSet never = new TrainingSet(set.space());
        set.examples().forEach(other -> never.put(other.id(), other.target(), other.weight(), other.features()));
        assertEquals(head(never).sha256(), head(set).sha256());
        set.put(example.id(), example.target(), example.weight(), example.features());
        assertEquals(before, head(set).sha256());
    }

    @Test
    void livesWithWeightsFarApart() {
        RandomExamples source = new RandomExamples(12, 8, 2, 0.2);
        TrainingSet set = new TrainingSet(RandomExamples.space(8));
        for (int i = 0; i < 40; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 2)), i < 2 ? 100 : 0.02, source.next(i % 2));
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(RandomExamples.label(i % 2), best(head(set), source.next(i % 2)));
        }
    }

    /** 10,000 labels of two examples each: neither time nor memory may grow with the square of their number. */
    @Test
    @Timeout(20)
    void learnsTenThousandLabels() {
        RandomExamples source = new RandomExamples(13, 24, 10_000, 0.05);
        Head head = head(source.set(2));
        int right = 0;
        for (int k = 0; k < 10_000; k += 100) {
            right += best(head, source.next(k)).equals(RandomExamples.label(k)) ? 1 : 0;
        }
        assertTrue(right > 80, "right of 100: " + right);
    }

    @Test
    void learnsFromHintsAlone() {
        RandomExamples source = new RandomExamples(14, 64, 6, 1.2);
        Fit fit = Learned.from(learner(), new TrainingSet(RandomExamples.space(64)), source.hints()).orElseThrow();
        for (int i = 0; i < 60; i++) {
            Features x = source.next(i % 6);
            assertEquals(RandomExamples.label(i % 6), best(fit.head(), x), "input " + i);
            float probability = fit.head().predict(x).best().probability();
            assertTrue(probability > 0.2 && probability < 0.999, "input " + i + ": " + probability);
        }
        assertNull(fit.metrics().looAccuracy());
        assertTrue(fit.metrics().note().startsWith("too few examples to say how good it is: 0 of"), fit.metrics().note());
    }

    @Test
    void hintsHelpWhereExamplesAreFew() {
        int with = 0;
        int without = 0;
        for (int seed = 0; seed < 5; seed++) {
            RandomExamples source = new RandomExamples(seed, 32, 20, 1.2);
            TrainingSet set = source.set(1);
            Head hinted = Learned.from(learner(), set, source.hints()).orElseThrow().head();
            Head plain = head(set);
            for (int i = 0; i < 200; i++) {
                Features x = source.next(i % 20);
                with += best(hinted, x).equals(RandomExamples.label(i % 20)) ? 1 : 0;
                without += best(plain, x).equals(RandomExamples.label(i % 20)) ? 1 : 0;
            }
        }
        assertTrue(with > without + 50, with + " of 1,000 with hints, " + without + " without");
    }

    @Test
    void labelWithOnlyItsHintIsALabel() {
        RandomExamples source = new RandomExamples(15, 32, 4, 0.4);
        TrainingSet set = new TrainingSet(RandomExamples.space(32));
        for (int i = 0; i < 30; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 3)), 1, source.next(i % 3));
        }
        Head head = Learned.from(learner(), set, source.hints()).orElseThrow().head();
        assertEquals(4, head.labels().size());
        assertEquals(30, set.size());
        assertEquals(RandomExamples.label(3), best(head, source.hints().vectors().get(RandomExamples.label(3))));
    }

    @Test
    void hintsThatMeanNothingChangeNothing() {
        RandomExamples source = new RandomExamples(16, 32, 10, 0.8);
        Hints codes = new RandomExamples(99, 32, 10, 0).hints();
        TrainingSet set = source.set(5);
        assertEquals(head(set).sha256(), Learned.from(learner(), set, codes).orElseThrow().head().sha256());
    }

    @Test
    void hintsAreNotLeftOut() {
        RandomExamples source = new RandomExamples(17, 16, 3, 0.3);
        TrainingSet set = source.set(3);
        assertNull(Learned.from(learner(), set, source.hints()).orElseThrow().metrics().looAccuracy());
        set.put("tenth", new Target.Label(RandomExamples.label(0)), 1, source.next(0));
        assertNotNull(Learned.from(learner(), set, source.hints()).orElseThrow().metrics().looAccuracy());
    }

    @Test
    void saysHowSureItIsOfItsAccuracyAndWhatIsLittleKnown() {
        RandomExamples source = new RandomExamples(18, 16, 3, 0.3);
        Metrics metrics = Learned.from(learner(), source.set(20)).orElseThrow().metrics();
        assertEquals(Assessment.interval(metrics.looAccuracy(), 60), metrics.looInterval());
        assertNull(metrics.note());
        assertEquals("3 of 3 labels have fewer than 5 examples", Learned.from(learner(), source.set(4)).orElseThrow().metrics().note());
    }
}
