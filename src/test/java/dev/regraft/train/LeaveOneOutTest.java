package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaveOneOutTest {

    @ParameterizedTest
    @CsvSource({"1,3,40,0.01", "2,13,20,0.2", "3,13,200,0.001", "4,40,25,0.5", "5,5,60,1", "6,40,90,0.05"})
    void scoresEqualRefitsWithoutTheExample(long seed, int dimension, int examples, double epsilon) {
        // Given examples of four labels, of all weights
        Random random = new Random(seed);
        RandomExamples source = new RandomExamples(seed, dimension, 4, 0.7);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        Map<String, Example> all = new HashMap<>();
        for (int i = 0; i < examples; i++) {
            Example example = Example.of("e" + i, RandomExamples.label(i % 4), random.nextBoolean() ? 1 : 0.1 + random.nextDouble(3),
                    source.next(i % 4));
            all.put(example.id(), example);
            set.put(example.id(), example.label(), example.weight(), example.features());
        }
        Scatter scatter = Scatter.of(set.statistics());
        Shrinkage shrinkage = Shrinkage.of(epsilon, scatter);
        LeaveOneOut leaveOneOut = new LeaveOneOut(scatter, set.sample());
        // When
        ScoredExamples scored = leaveOneOut.scores(leaveOneOut.factor(shrinkage), shrinkage);
        // Then each example's scores are, up to a constant, those of a head learned without it
        List<Example> sample = set.sample();
        assertEquals(sample.size(), scored.size());
        for (int i = 0; i < sample.size(); i++) {
            set.remove(sample.get(i).id());
            double[] expected = refit(set, shrinkage, sample.get(i).features());
            for (int k = 1; k < expected.length; k++) {
                double difference = expected[k] - expected[0];
                assertEquals(difference, scored.scores()[i][k] - scored.scores()[i][0], 1e-8 * (1 + Math.abs(difference)),
                        "seed " + seed + ", example " + i + ", label " + k);
            }
            set.put(sample.get(i).id(), sample.get(i).label(), sample.get(i).weight(), sample.get(i).features());
        }
    }

    /** Log posteriors of x by the plain formula, with the ridge that is given. */
    private static double[] refit(TrainingSet set, Shrinkage shrinkage, Features x) {
        Scatter scatter = Scatter.of(set.statistics());
        int dimension = scatter.centre().length;
        int classes = scatter.counts().length;
        double[][] rows = new double[dimension][dimension + classes];
        for (int i = 0; i < dimension; i++) {
            for (int j = i; j < dimension; j++) {
                rows[i][j] = shrinkage.keep() * scatter.within()[i][j] + (i == j ? shrinkage.ridge() : 0);
            }
            for (int k = 0; k < classes; k++) {
                rows[i][dimension + k] = x.fixedPoint(i) / 16384.0 - scatter.centre()[i] - scatter.means()[k][i];
            }
        }
        double[] scores = new double[classes];
        double[][] whitened = new Cholesky(rows).rows();
        for (int k = 0; k < classes; k++) {
            double distance = 0;
            for (double[] row : whitened) {
                distance += row[dimension + k] * row[dimension + k];
            }
            scores[k] = -0.5 * Shrinkage.freedom(scatter, 0) * distance + Math.log(scatter.counts()[k]);
        }
        return scores;
    }

    @Test
    void leavesSingletonsOut() {
        RandomExamples source = new RandomExamples(1, 3, 3, 0.5);
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        set.put("1", "a", 1, source.next(0));
        set.put("2", "a", 1, source.next(0));
        set.put("3", "b", 2, source.next(1));
        set.put("4", "b", 0, source.next(1));
        LeaveOneOut leaveOneOut = new LeaveOneOut(Scatter.of(set.statistics()), set.sample());
        assertEquals(2, leaveOneOut.size());
        assertEquals(2, leaveOneOut.singletonWeight());
    }
}
