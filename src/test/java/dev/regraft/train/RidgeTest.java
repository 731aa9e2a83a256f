package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RidgeTest {

    @ParameterizedTest
    @CsvSource({"1,3,40,0.01", "2,13,20,0.0001", "3,13,200,1", "4,40,25,0.1", "5,1,60,100", "6,40,90,10"})
    void predictionsLeftOutEqualRefitsWithoutTheExample(long seed, int dimension, int examples, double share) {
        // Given numbers of weighted examples
        Random random = new Random(seed);
        RandomExamples source = new RandomExamples(seed, dimension, 4, 0.7);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i = 0; i < examples; i++) {
            double weight = random.nextBoolean() ? 1 : 0.1 + random.nextDouble(3);
            set.put("e" + i, new Target.Value(1000 + i % 4 + random.nextGaussian()), weight, source.next(i % 4));
        }
        RidgeOfNumber lesson = (RidgeOfNumber) RidgeOfNumber.of(set);
        Ridge ridge = new Ridge(lesson.all(), lesson.moments(), new double[] {lesson.mean()}, lesson.sample(), lesson.targets());
        // When
        double[][] leftOut = ridge.trial(share).leftOut();
        // Then
        double lambda = (share * lesson.all().total() + 1) * lesson.all().variance() / dimension;
        List<Example> sample = set.sample();
        for (int i = 0; i < sample.size(); i++) {
            List<Example> others = new ArrayList<>(set.examples());
            others.remove(sample.get(i));
            double expected = prediction(others, lambda, sample.get(i).features());
            assertEquals(expected, leftOut[i][0], 1e-9 * Math.abs(expected), "seed " + seed + ", example " + i);
        }
    }

    /** By Gauss on the normal equations of weights and intercept, of which only the weights are penalised. */
    private static double prediction(List<Example> examples, double lambda, Features x) {
        int dimension = x.dimension();
        double[][] rows = new double[dimension + 1][dimension + 2];
        for (int j = 0; j < dimension; j++) {
            rows[j][j] = lambda;
        }
        for (Example example : examples) {
            double[] v = extended(example.features());
            double value = ((Target.Value) example.target()).value();
            for (int i = 0; i <= dimension; i++) {
                for (int j = 0; j <= dimension; j++) {
                    rows[i][j] += example.weight() * v[i] * v[j];
                }
                rows[i][dimension + 1] += example.weight() * v[i] * value;
            }
        }
        double[] solution = solve(rows);
        double[] v = extended(x);
        double sum = 0;
        for (int j = 0; j <= dimension; j++) {
            sum += solution[j] * v[j];
        }
        return sum;
    }

    private static double[] extended(Features features) {
        double[] v = new double[features.dimension() + 1];
        features.toIntegers(v, 0);
        for (int j = 0; j < features.dimension(); j++) {
            v[j] /= Features.ONE;
        }
        v[features.dimension()] = 1;
        return v;
    }

    /** Elimination of a positive definite system, which needs no exchange of rows. */
    private static double[] solve(double[][] rows) {
        int size = rows.length;
        for (int i = 0; i < size; i++) {
            for (int k = i + 1; k < size; k++) {
                double factor = rows[k][i] / rows[i][i];
                for (int j = i; j <= size; j++) {
                    rows[k][j] -= factor * rows[i][j];
                }
            }
        }
        double[] solution = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double rest = rows[i][size];
            for (int j = i + 1; j < size; j++) {
                rest -= rows[i][j] * solution[j];
            }
            solution[i] = rest / rows[i][i];
        }
        return solution;
    }
}
