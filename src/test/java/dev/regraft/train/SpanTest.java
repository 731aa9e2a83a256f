package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Linear;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learned along the span of the examples, against what is learned in their features. */
class SpanTest {

    private static final int LABELS = 3;

    private final List<WeakExample> weak = new ArrayList<>();
    private TrainingSet set;
    private RandomExamples source;

    /** Examples of several weights, some of them vectors that others have too, and weak ones if asked for. */
    private void given(long seed, int dimension, int examples, boolean hints) {
        source = new RandomExamples(seed, dimension, LABELS, 0.8);
        set = new TrainingSet(RandomExamples.space(dimension));
        if (hints) {
            source.hints().vectors().forEach((label, features) -> weak.add(new WeakExample(label, 40, features)));
        }
        Features last = null;
        for (int i = 0; i < examples; i++) {
            last = i % 7 == 6 ? last : source.next(i % LABELS);
            set.put("e" + i, new Target.Label(RandomExamples.label(i % LABELS)), i % 11 == 10 ? 0 : 1 + i % 5 / 4.0, last);
        }
    }

    private Scatter ofFeatures() {
        TotalScatter all = TotalScatter.ofFeatures(set.statistics(), weak);
        return Scatter.of(all, LabelMeans.of(set.statistics(), weak, all));
    }

    private Scatter ofSpan() {
        TotalScatter all = TotalScatter.ofSpan(set.statistics(), weak);
        return Scatter.of(all, LabelMeans.of(set.statistics(), weak, all));
    }

    private Discriminant discriminant(double epsilon, Scatter scatter) {
        return Discriminant.of(epsilon, scatter, new LeaveOneOut(scatter, set.sample()));
    }

    private static void assertScoresAlike(double[][] expected, double[][] found, double tolerance) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            for (int k = 0; k < expected[i].length; k++) {
                assertEquals(expected[i][k], found[i][k], tolerance * (1 + Math.abs(expected[i][k])), "example " + i + ", label " + k);
            }
        }
    }

    private void assertAnswersAlike(Linear expected, Linear found) {
        for (int i = 0; i < 20; i++) {
            Features input = source.next(i % LABELS);
            float[] right = expected.of(input);
            float[] scores = found.of(input);
            for (int k = 0; k < right.length; k++) {
                assertEquals(right[k], scores[k], 1e-3 * (1 + Math.abs(right[k])));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,4,3,false", "2,13,12,false", "3,50,7,true", "4,207,150,false", "5,64,200,false", "6,1025,300,true", "7,33,33,true"})
    void discriminantsAreThoseOfTheFeatures(long seed, int dimension, int examples, boolean hints) {
        given(seed, dimension, examples, hints);
        Scatter expected = ofFeatures();
        Scatter scatter = ofSpan();
        assertEquals(expected.labels(), scatter.labels());
        assertArrayEquals(expected.counts(), scatter.counts());
        assertEquals(expected.total(), scatter.total());
        assertEquals(expected.trace(), scatter.trace(), 1e-15 + 1e-9 * expected.trace());
        assertEquals(expected.variance(), scatter.variance(), 1e-9 * expected.variance());
        assertTrue(scatter.centre().length <= Math.min(dimension, examples + weak.size()));
        for (double epsilon : Discriminant.GRID) {
            Discriminant right = discriminant(epsilon, expected);
            Discriminant found = discriminant(epsilon, scatter);
            assertScoresAlike(right.scored(Balance.NONE).scores(), found.scored(Balance.NONE).scores(), 1e-7);
            assertAnswersAlike(right.linear(Balance.NONE), found.linear(Balance.NONE));
            assertEquals(right.novelty(Balance.NONE).isPresent(), found.novelty(Balance.NONE).isPresent());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,4,3", "2,13,12", "3,207,150", "4,1025,60"})
    void ridgesAreThoseOfTheFeatures(long seed, int dimension, int examples) {
        given(seed, dimension, examples, false);
        Ridge expected = ridge(TotalScatter.ofFeatures(set.statistics(), weak));
        Ridge ridge = ridge(TotalScatter.ofSpan(set.statistics(), weak));
        double[] ones = {1, 1, 1};
        for (double share : new double[] {1e-4, 0.03, 3}) {
            Ridge.Trial right = expected.trial(share);
            Ridge.Trial found = ridge.trial(share);
            assertScoresAlike(right.leftOut(), found.leftOut(), 1e-8);
            assertEquals(right.loss(), found.loss(), 1e-8 * right.loss());
            assertAnswersAlike(expected.linear(right, ones, new double[LABELS]), ridge.linear(found, ones, new double[LABELS]));
        }
    }

    private Ridge ridge(TotalScatter all) {
        LabelMeans classes = LabelMeans.of(set.statistics(), weak, all);
        CentredSample sample = CentredSample.of(set.sample(), all.frame(), all.centre());
        double[][] targets = new double[sample.size()][LABELS];
        for (int i = 0; i < targets.length; i++) {
            targets[i][classes.indexOf(set.sample().get(i).target().labels().getFirst())] = 1;
        }
        return RidgeOfLabels.ridge(all, classes, sample, targets);
    }

    @Test
    void coordinatesHaveTheInnerProductsOfTheVectors() {
        given(8, 300, 80, true);
        List<Example> examples = set.statistics().weighty();
        Span span = new Span(300, examples, weak);
        double[][] columns = new double[span.size()][2];
        for (int i = 1; i < examples.size(); i++) {
            span.coordinates(examples.get(i - 1), columns, 0);
            span.coordinates(examples.get(i), columns, 1);
            double product = 0;
            for (double[] component : columns) {
                product += component[0] * component[1];
            }
            double expected = 0;
            for (int j = 0; j < 300; j++) {
                expected += (double) examples.get(i - 1).features().fixedPoint(j) * examples.get(i).features().fixedPoint(j);
            }
            assertEquals(expected / Features.ONE / Features.ONE, product, 1e-12);
        }
    }

    @Test
    void vectorsThatAreKnownAddNoCoordinate() {
        given(9, 40, 0, false);
        Features one = source.next(0);
        Features other = source.next(1);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            examples.add(Example.of("e" + i, new Target.Label("a"), 1, Map.of(), i % 2 == 0 ? one : other));
        }
        assertEquals(2, new Span(40, examples, List.of()).size());
    }

    @Test
    void scattersAreOfTheSpanWhereThereAreFewerExamplesThanFeatures() {
        given(10, 12, 11, false);
        assertInstanceOf(Span.class, Scatter.of(set.statistics()).frame());
        set.put("one-more", new Target.Label("x"), 1, source.next(0));
        assertInstanceOf(Frame.AllFeatures.class, Scatter.of(set.statistics()).frame());
        set.remove("one-more");
        assertInstanceOf(Span.class, Scatter.of(set.statistics()).frame());
    }

    @Test
    void zerosAloneAreReckonedInTheirFeatures() {
        set = new TrainingSet(RandomExamples.space(9));
        for (int i = 0; i < 4; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 2)), 1, Features.quantise(new float[9]));
        }
        assertInstanceOf(Frame.AllFeatures.class, Scatter.of(set.statistics()).frame());
        assertTrue(Learned.from(new LdaLearner(), set).isPresent());
    }

    @Test
    void equalSetsHaveEqualBitsWhateverTheirHistory() {
        given(11, 90, 80, true);
        LdaLearner learner = new LdaLearner();
        Hints hints = source.hints();
        String expected = Learned.from(learner, set, hints).orElseThrow().head().sha256();
        List<Example> examples = new ArrayList<>(set.examples());
        Collections.shuffle(examples, new Random(5));
        TrainingSet other = new TrainingSet(RandomExamples.space(90));
        for (int i = 0; i < 60; i++) {
            other.put("gone" + i, new Target.Label("gone"), 1, source.next(i % LABELS));
        }
        Scatter.of(other.statistics());
        examples.forEach(e -> other.put(e.id(), e.target(), e.weight(), e.features()));
        assertInstanceOf(Frame.AllFeatures.class, Scatter.of(other.statistics()).frame());
        for (int i = 0; i < 60; i++) {
            other.remove("gone" + i);
        }
        assertEquals(expected, Learned.from(learner, other, hints).orElseThrow().head().sha256());
    }
}
