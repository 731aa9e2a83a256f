package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Metrics;
import dev.regraft.head.Prediction;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every learner does that is asked for a number. */
abstract class NumberContract {

    private static final double NOISE = 0.1;

    abstract Learner learner();

    private Head head(TrainingSet set) {
        return Learned.from(learner(), set).orElseThrow().head();
    }

    private static Features input(Random random, int dimension) {
        float[] x = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            x[j] = random.nextFloat(-1, 1) / (float) Math.sqrt(dimension);
        }
        return Features.quantise(x);
    }

    /** The first feature less the last, of deviation about 1. */
    private static double signal(Features x) {
        int d = x.dimension();
        return (x.fixedPoint(0) - x.fixedPoint(d - 1)) / 16384.0 * Math.sqrt(1.5 * d);
    }

    private static TrainingSet set(long seed, int dimension, int size, double scale, double offset) {
        Random random = new Random(seed);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i = 0; i < size; i++) {
            Features x = input(random, dimension);
            set.put("e" + i, new Target.Value(offset + scale * (signal(x) + NOISE * random.nextGaussian())), 1, x);
        }
        return set;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1, 1e6})
    void findsTheLineWhateverTheScale(double scale) {
        Fit fit = Learned.from(learner(), set(1, 8, 300, scale, 3 * scale)).orElseThrow();
        Metrics metrics = fit.metrics();
        assertEquals(NOISE, metrics.rmse() / scale, 0.02);
        assertEquals(1 - NOISE * NOISE, metrics.rSquared(), 0.01);
        assertNull(metrics.looAccuracy());
        assertNull(metrics.note());
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            Features x = input(random, 8);
            assertEquals(3 + signal(x), fit.head().predict(x).numbers()[0] / scale, 0.1);
        }
    }

    @Test
    void intervalHoldsNineTenths() {
        int inside = 0;
        int asked = 0;
        for (int seed = 0; seed < 20; seed++) {
            Head head = head(set(seed, 8, 60, 1, 0));
            Random random = new Random(1000 + seed);
            for (int i = 0; i < 200; i++, asked++) {
                Features x = input(random, 8);
                Prediction.Interval interval = head.predict(x).interval();
                double truth = signal(x) + NOISE * random.nextGaussian();
                inside += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
            }
        }
        assertEquals(0.9, inside / (double) asked, 0.03);
    }

    @Test
    void tellsIntervalFromTwentyExamplesOn() {
        assertNull(head(set(3, 4, 19, 1, 0)).predict(Features.quantise(0, 0, 0, 0)).interval());
        assertNotNull(head(set(3, 4, 20, 1, 0)).predict(Features.quantise(0, 0, 0, 0)).interval());
    }

    @Test
    void learnsFromTwoExamples() {
        TrainingSet set = new TrainingSet(RandomExamples.space(2));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("1", new Target.Value(10), 1, Features.quantise(1, 0));
        set.put("2", new Target.Value(20), 0, Features.quantise(0, 1));
        assertTrue(Learned.from(learner(), set).isEmpty());
        set.put("2", new Target.Value(20), 1, Features.quantise(0, 1));
        Fit fit = Learned.from(learner(), set).orElseThrow();
        assertTrue(fit.head().predict(Features.quantise(1, 0)).numbers()[0] < fit.head().predict(Features.quantise(0, 1)).numbers()[0]);
        assertNull(fit.metrics().rmse());
        assertNotNull(fit.metrics().note());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 7, -1e300})
    void livesWithConstantTargets(double value) {
        Random random = new Random(4);
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        for (int i = 0; i < 30; i++) {
            set.put("e" + i, new Target.Value(value), 1, input(random, 3));
        }
        Fit fit = Learned.from(learner(), set).orElseThrow();
        assertEquals(Math.max(value, -1e36), fit.head().predict(input(random, 3)).numbers()[0], 1e-6 * Math.abs(Math.max(value, -1e36)));
        assertNull(fit.metrics().rSquared());
    }

    @Test
    void livesWithIdenticalFeatures() {
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        Features same = Features.quantise(0.5f, 0, -0.5f);
        for (int i = 0; i < 30; i++) {
            set.put("e" + i, new Target.Value(i % 3), 1, same);
        }
        assertEquals(1, head(set).predict(same).numbers()[0], 1e-5);
    }

    @Test
    void livesWithWeightsFarApartAndFewExamples() {
        Random random = new Random(5);
        TrainingSet set = new TrainingSet(RandomExamples.space(50));
        for (int i = 0; i < 25; i++) {
            set.put("e" + i, new Target.Value(i), i == 0 ? 100 : 0.02, input(random, 50));
        }
        assertTrue(Float.isFinite(head(set).predict(input(random, 50)).numbers()[0]));
    }

    @Test
    void exampleOfWeightZeroTeachesNothing() {
        TrainingSet set = set(6, 8, 50, 1, 0);
        String before = head(set).sha256();
        set.put("mute", new Target.Value(1e9), 0, input(new Random(1), 8));
        assertEquals(before, head(set).sha256());
    }

    @Test
    void hintsSayNothing() {
        TrainingSet set = set(6, 8, 50, 1, 0);
        Hints hints = new RandomExamples(1, 8, 3, 1).hints();
        assertEquals(head(set).sha256(), Learned.from(learner(), set, hints).orElseThrow().head().sha256());
    }

    @Test
    void takingAnExampleOutAndBackGivesTheSameHead() {
        TrainingSet set = set(7, 8, 300, 1, 0);
        String before = head(set).sha256();
        Example example = set.find("e7").orElseThrow();
        set.remove("e7");
        assertNotEquals(before, head(set).sha256());
        set.put(example.id(), example.target(), example.weight(), example.features());
        assertEquals(before, head(set).sha256());
    }

    @Test
    void sameExamplesInAnyOrderGiveTheSameHead() {
        TrainingSet set = set(8, 8, 300, 1e3, 7);
        List<Example> examples = new ArrayList<>(set.examples());
        Collections.shuffle(examples, new Random(1));
        TrainingSet shuffled = new TrainingSet(set.space());
        examples.forEach(example -> shuffled.put(example.id(), example.target(), example.weight(), example.features()));
        assertEquals(head(set).sha256(), head(shuffled).sha256());
    }
}
