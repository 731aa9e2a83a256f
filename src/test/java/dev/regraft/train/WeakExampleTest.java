package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weak examples against sets that hold the same vectors as examples of their weight. */
class WeakExampleTest {

    private static final int LABELS = 4;

    private final List<WeakExample> weak = new ArrayList<>();
    private TrainingSet plain;
    private TrainingSet explicit;

    /** Examples of all labels but the last, and a weak one of every label. */
    private void given(long seed, int dimension, int weight64) {
        RandomExamples source = new RandomExamples(seed, dimension, LABELS, 0.8);
        plain = new TrainingSet(RandomExamples.space(dimension));
        explicit = new TrainingSet(RandomExamples.space(dimension));
        source.hints().vectors().forEach((label, features) -> {
            weak.add(new WeakExample(label, weight64, features));
            explicit.put("hint-" + label, new Target.Label(label), weight64 / 64.0, features);
        });
        for (int i = 0; i < 30; i++) {
            var features = source.next(i % (LABELS - 1));
            for (TrainingSet set : List.of(plain, explicit)) {
                set.put("e" + i, new Target.Label(RandomExamples.label(i % (LABELS - 1))), 1 + i % 5 / 4.0, features);
            }
        }
    }

    private static Scatter ofFeatures(TrainingSet set, List<WeakExample> weak) {
        TotalScatter all = TotalScatter.ofFeatures(set.statistics(), weak);
        return Scatter.of(all, LabelMeans.of(set.statistics(), weak, all));
    }

    @ParameterizedTest
    @CsvSource({"1,3,64", "2,13,16", "3,40,51"})
    void countInTheScatterAsExamplesDo(long seed, int dimension, int weight64) {
        given(seed, dimension, weight64);
        Scatter scatter = ofFeatures(plain, weak);
        Scatter expected = ofFeatures(explicit, List.of());
        assertEquals(expected.labels(), scatter.labels());
        assertArrayEquals(expected.counts(), scatter.counts(), 1e-12);
        assertEquals(expected.total(), scatter.total(), 1e-12);
        assertArrayEquals(expected.centre(), scatter.centre(), 1e-12);
        assertEquals(expected.trace(), scatter.trace(), 1e-11);
        assertEquals(expected.variance(), scatter.variance(), 1e-12);
        for (int k = 0; k < LABELS; k++) {
            assertArrayEquals(expected.means()[k], scatter.means()[k], 1e-12);
        }
        for (int i = 0; i < dimension; i++) {
            for (int j = i; j < dimension; j++) {
                assertEquals(expected.within()[i][j], scatter.within()[i][j], 1e-11);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3,64", "2,13,16", "3,40,51"})
    void examplesAreLeftOutAsWithExplicitHints(long seed, int dimension, int weight64) {
        given(seed, dimension, weight64);
        Scatter scatter = Scatter.of(plain.statistics(), weak);
        Scatter same = Scatter.of(explicit.statistics());
        double[][] scores = scores(scatter, plain);
        double[][] expected = scores(same, explicit);
        List<Example> sample = plain.sample();
        List<Example> explicitSample = explicit.sample().stream()
                .filter(example -> same.counts()[same.classes().indexOf(example.target().labels().getFirst())] > example.weight()).toList();
        for (int i = 0; i < scores.length; i++) {
            int j = explicitSample.indexOf(sample.get(i));
            for (int k = 0; k < LABELS; k++) {
                assertEquals(expected[j][k], scores[i][k], 1e-8 * (1 + Math.abs(expected[j][k])));
            }
        }
    }

    private static double[][] scores(Scatter scatter, TrainingSet set) {
        return Discriminant.of(0.2, scatter, new LeaveOneOut(scatter, set.sample())).scored(Balance.NONE).scores();
    }

    @Test
    void areNotExamples() {
        given(4, 8, 64);
        Scatter scatter = Scatter.of(plain.statistics(), weak);
        assertArrayEquals(new long[] {10, 10, 10, 0}, scatter.classes().examples());
        assertEquals(30, new LeaveOneOut(scatter, plain.sample()).size());
    }
}
