package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import dev.regraft.onnx.LogisticKernel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticSolverTest {

    /** Random examples of random weights, with as many hints as there are labels. */
    private static LogisticTask task(int examples, int dimension, int classes, boolean many) {
        Random random = new Random(examples * 31L + dimension * 7L + classes);
        RandomExamples source = new RandomExamples(examples, dimension, classes, 1.5);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i = 0; i < examples; i++) {
            set.put("e" + i, new Target.Label("any"), 1, source.next(i % classes));
        }
        Features[] hints = IntStream.range(0, classes).mapToObj(source::next).toArray(Features[]::new);
        Design design = new Design(set.keep(), IntStream.range(0, examples).toArray(), hints);
        int[][] labels = new int[examples + classes][];
        float[] weights = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = many ? IntStream.range(0, classes).filter(_ -> random.nextInt(3) == 0).toArray() : new int[] {random.nextInt(classes)};
            weights[i] = random.nextInt(4) / 2f;
        }
        return new LogisticTask(design, labels, weights, classes, many);
    }

    private static double[][] rows(LogisticTask task) {
        int columns = task.design().columns();
        FloatBuffer rows = task.design().rows(0, task.design().rows(), LogisticKernel.room(task.design().rows() * columns));
        double[][] x = new double[task.design().rows()][columns];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < columns; j++) {
                x[i][j] = rows.get(i * columns + j);
            }
        }
        return x;
    }

    /** By the definition, in plain doubles; rows from {@code from} to {@code to} are left out. */
    private static double reference(LogisticTask task, double[][] x, double[] w, int from, int to, double[] gradient) {
        int classes = task.classes();
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (int i = 0; i < x.length; i++) {
            if (i >= from && i < to) {
                continue;
            }
            double[] z = new double[classes];
            for (int j = 0; j < x[i].length; j++) {
                for (int k = 0; k < classes; k++) {
                    z[k] += x[i][j] * w[j * classes + k];
                }
            }
            double sum = Arrays.stream(z).map(Math::exp).sum();
            for (int k = 0; k < classes; k++) {
                int label = k;
                boolean is = Arrays.stream(task.labels()[i]).anyMatch(l -> l == label);
                double p = task.many() ? 1 / (1 + Math.exp(-z[k])) : Math.exp(z[k]) / sum;
                loss -= task.weights()[i] * (is ? Math.log(p) : task.many() ? Math.log(1 - p) : 0);
                for (int j = 0; j < x[i].length; j++) {
                    gradient[j * classes + k] += task.weights()[i] * (p - (is ? 1 : 0)) * x[i][j];
                }
            }
        }
        return loss;
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,false", "3,13,3,false", "207,31,13,false", "2100,5,3,false", "207,31,13,true", "3,1,1,true", "1300,7,130,true"})
    void lossAndGradientAreThoseOfTheDefinition(int examples, int dimension, int classes, boolean many) throws Exception {
        LogisticTask task = task(examples, dimension, classes, many);
        double[][] x = rows(task);
        Random random = new Random(1);
        float[] w = new float[(dimension + 1) * classes];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextGaussian();
        }
        double[] real = IntStream.range(0, w.length).mapToDouble(i -> w[i]).toArray();
        double[] expected = new double[w.length];
        double loss = reference(task, x, real, 0, 0, expected);
        try (Crew crew = new Crew(2)) {
            for (boolean alone : new boolean[] {true, false}) {
                float[] gradient = new float[w.length];
                List<LogisticTask.Span> spans = task.without(0, 0, 256);
                assertEquals(loss, new LogisticLoss(task, crew, alone, 256).of(spans, w, gradient), 2e-5 * loss);
                for (int i = 0; i < w.length; i++) {
                    assertEquals(expected[i], gradient[i], 2e-5 * x.length, "number " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"30,3,2,0.01,false", "60,13,5,0.001,false", "40,50,4,0.01,false", "60,5,3,0.01,true", "20,2,3,1000,false"})
    void solutionIsTheMinimum(int examples, int dimension, int classes, double lambda, boolean many) throws Exception {
        LogisticTask task = task(examples, dimension, classes, many);
        double[][] x = rows(task);
        int from = 4;
        int to = 9;
        float[] solution;
        try (Crew crew = new Crew(2)) {
            LogisticSolver solver = new LogisticSolver(task, crew, false);
            solution = solver.descend(from, to, lambda, solver.zero(), 0);
        }
        // The gradient of the whole objective vanishes there, and nowhere else: it is convex.
        double[] real = IntStream.range(0, solution.length).mapToDouble(i -> solution[i]).toArray();
        double[] gradient = new double[real.length];
        reference(task, x, real, from, to, gradient);
        double total = IntStream.range(0, x.length).filter(i -> i < from || i >= to).mapToDouble(i -> task.weights()[i]).sum();
        for (int i = 0; i < gradient.length; i++) {
            double penalty = i < dimension * classes ? lambda * real[i] : 0;
            assertEquals(0, gradient[i] / total + penalty, 3e-4 * Math.max(1, lambda / 100), "number " + i);
        }
    }

    @Test
    void walkComesNearTheMinimum() throws Exception {
        LogisticTask task = task(5000, 20, 4, false);
        double[][] x = rows(task);
        try (Crew crew = new Crew(2)) {
            LogisticSolver solver = new LogisticSolver(task, crew, false);
            double[] losses = new double[2];
            float[][] solutions = {solver.descend(0, 0, 1e-4, solver.zero(), 1e-7), solver.stroll(0, 0, 1e-4, solver.zero(), 200, 2)};
            for (int s = 0; s < 2; s++) {
                float[] solution = solutions[s];
                double[] w = IntStream.range(0, solution.length).mapToDouble(i -> solution[i]).toArray();
                losses[s] = reference(task, x, w, 0, 0, new double[w.length]);
            }
            assertEquals(losses[0], losses[1], 0.01 * losses[0]);
        }
    }

    @Test
    void rowsMadeAnewAreTheSameBits() {
        RandomExamples source = new RandomExamples(1, 2000, 2, 1);
        TrainingSet set = source.set(20);
        int[] once = IntStream.range(0, 40).toArray();
        int[] often = IntStream.range(0, 4000).map(i -> i % 40).toArray();
        try (Kept kept = set.keep()) {
            Design cached = new Design(kept, once, new Features[0]);
            Design streamed = new Design(kept, often, new Features[0]);
            assertEquals(0, cached.roomFor(7));
            assertEquals(7 * 2001, streamed.roomFor(7));
            float[] expected = new float[7 * 2001];
            float[] actual = new float[7 * 2001];
            cached.rows(3, 10, null).get(0, expected);
            streamed.rows(43, 50, LogisticKernel.room(7 * 2001)).get(0, actual);
            assertArrayEquals(expected, actual, 0);
        }
    }

    @Test
    void rowsAreCentredAndOfVarianceOne() {
        LogisticTask task = task(300, 9, 3, false);
        double[][] x = rows(task);
        double square = 0;
        for (int j = 0; j < 9; j++) {
            double sum = 0;
            for (int i = 0; i < 303; i++) {
                sum += x[i][j];
                square += x[i][j] * x[i][j];
            }
            assertEquals(0, sum / 303, 1e-5);
        }
        assertEquals(1, square / 303, 1e-5);
        assertTrue(Arrays.stream(x).allMatch(row -> row[9] == 1));
    }
}
