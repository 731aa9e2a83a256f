package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaveOneOutTest {

    @ParameterizedTest
    @CsvSource({"1,3,40,0.01", "2,13,20,0.2", "3,13,200,0.001", "4,40,25,0.5", "5,5,60,1", "6,40,90,0.05"})
    void scoresEqualRefitsWithoutTheExample(long seed, int dimension, int examples, double epsilon) {
        // Given
        TrainingSet set = weighted(seed, dimension, examples);
        Scatter scatter = Scatter.of(set.statistics());
        Shrinkage shrinkage = Shrinkage.of(epsilon, scatter);
        LeaveOneOut leaveOneOut = new LeaveOneOut(scatter, set.sample());
        // When
        ScoredExamples scored = leaveOneOut.scores(leaveOneOut.products(leaveOneOut.factor(shrinkage)), shrinkage, Balance.NONE);
        // Then each example's scores are, up to a constant, those of a head learned without it
        List<Example> sample = set.sample();
        assertEquals(sample.size(), scored.size());
        for (int i = 0; i < sample.size(); i++) {
            double[] expected = without(sample.get(i), set, shrinkage).scores();
            for (int k = 1; k < expected.length; k++) {
                double difference = expected[k] - expected[0];
                assertEquals(difference, scored.scores()[i][k] - scored.scores()[i][0], 1e-8 * (1 + Math.abs(difference)),
                        "seed " + seed + ", example " + i + ", label " + k);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3,40,0.01", "2,13,20,0.2", "3,13,200,0.001", "4,40,25,0.5", "5,5,60,1", "6,40,90,0.05"})
    void relativeDistancesEqualRefitsWithoutTheExample(long seed, int dimension, int examples, double epsilon) {
        // Given
        TrainingSet set = weighted(seed, dimension, examples);
        Scatter scatter = Scatter.of(set.statistics());
        Shrinkage shrinkage = Shrinkage.of(epsilon, scatter);
        LeaveOneOut leaveOneOut = new LeaveOneOut(scatter, set.sample());
        Cholesky factor = leaveOneOut.factor(shrinkage);
        InnerProducts products = leaveOneOut.products(factor);
        double[][] labels = InnerProducts.ofLabels(factor, scatter.counts().length);
        // When
        Distribution known = leaveOneOut.relativeDistances(products, shrinkage, new Background(scatter, shrinkage, labels, products));
        // Then each is that of a head learned without the example
        List<Example> sample = set.sample();
        assertEquals(sample.size(), known.values().length);
        for (int i = 0; i < sample.size(); i++) {
            double expected = without(sample.get(i), set, shrinkage).relativeDistance();
            assertEquals(expected, known.values()[i], 1e-8 * (1 + Math.abs(expected)), "seed " + seed + ", example " + i);
        }
    }

    /** A set of examples of four labels, of all weights. */
    private static TrainingSet weighted(long seed, int dimension, int examples) {
        Random random = new Random(seed);
        RandomExamples source = new RandomExamples(seed, dimension, 4, 0.7);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i = 0; i < examples; i++) {
            double weight = random.nextBoolean() ? 1 : 0.1 + random.nextDouble(3);
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 4)), weight, source.next(i % 4));
        }
        return set;
    }

    private static Refit without(Example example, TrainingSet set, Shrinkage shrinkage) {
        double kappa = shrinkage.freedom() / Scatter.of(set.statistics()).total();
        set.remove(example.id());
        Refit refit = new Refit(ofFeatures(set), shrinkage, kappa, example.features());
        set.put(example.id(), example.target(), example.weight(), example.features());
        return refit;
    }

    /** In the features as they are, however few examples there are. */
    private static Scatter ofFeatures(TrainingSet set) {
        TotalScatter all = TotalScatter.ofFeatures(set.statistics(), List.of());
        return Scatter.of(all, LabelMeans.of(set.statistics(), List.of(), all));
    }

    /** What a set says of x by the plain formulas, with the ridge and the share κ of the scatter of means that are given. */
    private record Refit(Scatter scatter, Shrinkage shrinkage, double kappa, Features x) {

        /** Log posteriors. */
        double[] scores() {
            double[] scores = labelDistances();
            for (int k = 0; k < scores.length; k++) {
                scores[k] = -0.5 * scores[k] + Math.log(scatter.counts()[k]);
            }
            return scores;
        }

        /** min_k MD_k − MD_0. */
        double relativeDistance() {
            double background = distances(kappa, new double[][] {new double[scatter.centre().length]})[0];
            return Arrays.stream(labelDistances()).min().orElseThrow() - background;
        }

        private double[] labelDistances() {
            return distances(0, scatter.means());
        }

        /** Squared Mahalanobis distances from means, themselves minus the centre, under the covariance with so much of S_B in it. */
        private double[] distances(double betweenFactor, double[][] means) {
            int dimension = scatter.centre().length;
            double[][] rows = new double[dimension][dimension + means.length];
            for (int i = 0; i < dimension; i++) {
                for (int j = i; j < dimension; j++) {
                    rows[i][j] = shrinkage.keep() * scatter.within()[i][j] + betweenFactor * between(i, j) + (i == j ? shrinkage.ridge() : 0);
                }
                for (int k = 0; k < means.length; k++) {
                    rows[i][dimension + k] = x.fixedPoint(i) / 16384.0 - scatter.centre()[i] - means[k][i];
                }
            }
            double[] distances = new double[means.length];
            for (double[] row : new Cholesky(rows).rows()) {
                for (int k = 0; k < means.length; k++) {
                    distances[k] += Shrinkage.freedom(scatter, 0) * row[dimension + k] * row[dimension + k];
                }
            }
            return distances;
        }

        private double between(int i, int j) {
            double sum = 0;
            for (int k = 0; k < scatter.counts().length; k++) {
                sum += scatter.counts()[k] * scatter.means()[k][i] * scatter.means()[k][j];
            }
            return sum;
        }
    }

    @Test
    void leavesSingletonsOut() {
        RandomExamples source = new RandomExamples(1, 3, 3, 0.5);
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        set.put("1", new Target.Label("a"), 1, source.next(0));
        set.put("2", new Target.Label("a"), 1, source.next(0));
        set.put("3", new Target.Label("b"), 2, source.next(1));
        set.put("4", new Target.Label("b"), 0, source.next(1));
        LeaveOneOut leaveOneOut = new LeaveOneOut(Scatter.of(set.statistics()), set.sample());
        assertEquals(2, leaveOneOut.size());
        assertArrayEquals(new double[] {2}, leaveOneOut.sample().singletons());
    }
}
