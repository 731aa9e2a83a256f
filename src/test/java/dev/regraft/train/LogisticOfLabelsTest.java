package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Kind;
import dev.regraft.head.Output;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticOfLabelsTest extends LabelsContract {

    @Override
    Learner learner() {
        return new LogisticLearner(Kind.MULTI_LABEL, Balance.NONE);
    }

    /** Labels that lie behind hyperplanes, more or less; the later, the rarer. */
    static TrainingSet noisy(int examples, int dimension, int classes, Random order) {
        Random random = new Random(5);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        double[][] normals = new double[classes][dimension];
        Arrays.stream(normals).forEach(normal -> Arrays.setAll(normal, _ -> random.nextGaussian()));
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            float[] x = new float[dimension];
            for (int j = 0; j < dimension; j++) {
                x[j] = (float) (random.nextGaussian() / 4 / Math.sqrt(dimension));
            }
            List<String> labels = new ArrayList<>();
            for (int k = 0; k < classes; k++) {
                double score = 0.7 * random.nextGaussian() - 0.4 * k;
                for (int j = 0; j < dimension; j++) {
                    score += 4 * x[j] * normals[k][j];
                }
                if (score > 0) {
                    labels.add(RandomExamples.label(k));
                }
            }
            all.add(Example.of("e" + i, new Target.Labels(labels), 1 + i % 4 / 4.0, Map.of(), Features.quantise(x)));
        }
        Collections.shuffle(all, order);
        all.forEach(example -> set.put(example.id(), example.target(), example.weight(), example.features()));
        return set;
    }

    /** The kept examples as logistic regression sees them: centred, of total variance 1, and a 1 behind. */
    private static double[][] rows(Kept kept) {
        int dimension = kept.space().dimension();
        double[][] x = new double[kept.size()][dimension + 1];
        double[] centre = new double[dimension];
        double total = 0;
        for (int i = 0; i < x.length; i++) {
            total += kept.weight64(i);
            for (int j = 0; j < dimension; j++) {
                x[i][j] = kept.example(i).features().fixedPoint(j);
                centre[j] += kept.weight64(i) * x[i][j];
            }
        }
        double variance = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < dimension; j++) {
                x[i][j] -= centre[j] / total;
                variance += kept.weight64(i) * x[i][j] * x[i][j] / total;
            }
        }
        for (double[] row : x) {
            for (int j = 0; j < dimension; j++) {
                row[j] /= Math.sqrt(variance);
            }
            row[dimension] = 1;
        }
        return x;
    }

    /** The logistic regression of one label on those examples, at that C, by many steps down the slope in plain doubles. */
    private static double[] reference(Kept kept, double[][] x, String label, int[] taught, double strength) {
        double total = Arrays.stream(taught).mapToDouble(kept::weight64).sum();
        double all = IntStream.range(0, x.length).mapToDouble(kept::weight64).sum() / 64;
        double[] w = new double[x[0].length];
        for (int step = 0; step < 20_000; step++) {
            double[] gradient = new double[w.length];
            for (int i : taught) {
                double error = probability(w, x[i]) - (kept.target(i).labels().contains(label) ? 1 : 0);
                for (int j = 0; j < w.length; j++) {
                    gradient[j] += kept.weight64(i) / total * error * x[i][j];
                }
            }
            for (int j = 0; j < w.length; j++) {
                w[j] -= 1.5 * (gradient[j] + (j < w.length - 1 ? w[j] / (strength * all) : 0));
            }
        }
        return w;
    }

    private static double probability(double[] w, double[] x) {
        double z = 0;
        for (int j = 0; j < w.length; j++) {
            z += w[j] * x[j];
        }
        return 1 / (1 + Math.exp(-z));
    }

    @ParameterizedTest
    @CsvSource({"30,3,6", "24,13,4", "60,5,8"})
    void scoresHeldOutExamplesAsTheDefinitionDoes(int examples, int dimension, int classes) throws Exception {
        TrainingSet set = noisy(examples, dimension, classes, new Random(1));
        try (Kept kept = set.keep(); Crew crew = new Crew(2)) {
            LogisticOfLabels study = LogisticOfLabels.of(kept, List.of(), crew).orElseThrow();
            assertEquals(examples, study.heldOut());
            double[][] x = rows(kept);
            Folds folds = study.folds();
            for (int fold = 0; fold < folds.ends().length; fold += 4) {
                int[] held = Arrays.copyOfRange(study.examples(), folds.from(fold), folds.ends()[fold]);
                int[] taught = IntStream.range(0, examples).filter(i -> Arrays.stream(held).noneMatch(h -> h == i)).toArray();
                for (int k = 0; k < study.shares().labels().size(); k++) {
                    double[] w = reference(kept, x, study.shares().labels().get(k), taught, study.result().strength());
                    for (int i = 0; i < held.length; i++) {
                        double score = study.result().heldOut().scores()[folds.from(fold) + i][k];
                        assertEquals(probability(w, x[held[i]]), 1 / (1 + Math.exp(-score)), 0.05, "label " + k + " of example " + held[i]);
                    }
                }
            }
        }
    }

    @Test
    void headIsThatOfTheDefinitionWhereNothingCanBeHeldOut() {
        TrainingSet set = noisy(7, 3, 2, new Random(1));
        Head head = Learned.from(learner(), set).orElseThrow().head();
        try (Kept kept = set.keep()) {
            double[][] x = rows(kept);
            for (int k = 0; k < head.labels().size(); k++) {
                double[] w = reference(kept, x, head.labels().get(k), IntStream.range(0, 7).toArray(), 50);
                for (int i = 0; i < 7; i++) {
                    assertEquals(probability(w, x[i]), head.predict(kept.example(i).features()).numbers()[k], 0.01);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 700, 5000})
    void anyNumberOfThreadsAndAnyOrderGiveTheSameHead(int examples) throws Exception {
        List<String> heads = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            try (Kept kept = noisy(examples, 16, 5, new Random(threads)).keep(); Crew crew = new Crew(threads)) {
                heads.add(LogisticOfLabels.of(kept, List.of(), crew).orElseThrow().fit("").head().sha256());
            }
        }
        assertEquals(1, heads.stream().distinct().count());
    }

    @Test
    void learnsNewLabelOnTheFlyAndUnlearnsIt() {
        TrainingSet set = noisy(60, 8, 3, new Random(1));
        Head before = Learned.from(learner(), set).orElseThrow().head();
        set.put("new", new Target.Labels(List.of("zebra", RandomExamples.label(0))), 1, Features.quantise(0, 0, 0, 0, 0, 0, 0, 0.9f));
        Head head = Learned.from(learner(), set).orElseThrow().head();
        assertEquals("zebra", head.labels().getLast());
        float far = head.predict(Features.quantise(0, 0, 0, 0, 0, 0, 0, -0.3f)).numbers()[3];
        assertTrue(head.predict(Features.quantise(0, 0, 0, 0, 0, 0, 0, 0.9f)).numbers()[3] > far);
        set.remove("new");
        assertEquals(before.sha256(), Learned.from(learner(), set).orElseThrow().head().sha256());
    }

    @Test
    void learnsNothingWhereNoExampleHasALabel() {
        TrainingSet set = new TrainingSet(RandomExamples.space(2));
        for (int i = 0; i < 20; i++) {
            set.put("e" + i, new Target.Labels(List.of()), 1, Features.quantise(i / 20f, 0.5f));
        }
        assertEquals(Optional.empty(), Learned.from(learner(), set));
        set.put("mute", new Target.Labels(List.of("a")), 0, Features.quantise(1, 0));
        assertEquals(Optional.empty(), Learned.from(learner(), set));
    }

    @Test
    void hintsAreLabelsOfTheHeadAndNeverHeldOut() {
        RandomExamples source = new RandomExamples(3, 16, 4, 0.3);
        TrainingSet set = new TrainingSet(RandomExamples.space(16));
        for (int i = 0; i < 40; i++) {
            set.put("e" + i, new Target.Labels(List.of(RandomExamples.label(i % 3))), 1, source.next(i % 3));
        }
        TreeMap<String, Features> vectors = new TreeMap<>();
        IntStream.range(1, 4).forEach(k -> vectors.put(RandomExamples.label(k), source.next(k)));
        Fit fit = Learned.from(learner(), set, new Hints(vectors)).orElseThrow();
        assertEquals(4, fit.head().labels().size());
        assertTrue(fit.reason().contains("by 40 examples held out"), fit.reason());
        double[] means = new double[4];
        for (int i = 0; i < 400; i++) {
            means[i % 4] += fit.head().predict(source.next(i % 4)).numbers()[3] / 100;
        }
        assertTrue(means[3] > 1.5 * Math.max(means[0], Math.max(means[1], means[2])), () -> Arrays.toString(means));
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 6000})
    void metricsAreThoseOfExamplesToCome(int examples) {
        TrainingSet all = noisy(examples + 5000, 32, 4, new Random(1));
        TrainingSet known = new TrainingSet(all.space());
        List<Example> unseen = new ArrayList<>();
        for (Example example : all.examples()) {
            if (Integer.parseInt(example.id().substring(1)) < examples) {
                known.put(example.id(), example.target(), 1, example.features());
            } else {
                unseen.add(example);
            }
        }
        Fit fit = Learned.from(learner(), known).orElseThrow();
        double right = 0;
        double loss = 0;
        for (Example example : unseen) {
            var prediction = fit.head().predict(example.features());
            right += prediction.answer().equals(example.target()) ? 1.0 / unseen.size() : 0;
            for (int k = 0; k < 4; k++) {
                boolean has = example.target().labels().contains(RandomExamples.label(k));
                loss -= Math.log(has ? prediction.numbers()[k] : 1 - prediction.numbers()[k]) / 4 / unseen.size();
            }
        }
        assertEquals(right, fit.metrics().looAccuracy(), 0.05);
        assertEquals(loss, fit.metrics().logLoss(), 0.03);
        assertTrue(right < 0.9, "the task must not be easy: " + right);
        assertTrue(fit.metrics().microF1() > 0.6, "F1 " + fit.metrics().microF1());
    }

    @Test
    void saysWhyItIsAsItIs() {
        Fit fit = Learned.from(learner(), noisy(60, 4, 2, new Random(1))).orElseThrow();
        assertTrue(fit.reason().matches("logistic: C = [0-9.]+, by 60 examples held out in 10 folds"), fit.reason());
        assertEquals("logistic", fit.head().algorithm());
        assertEquals(Output.MultiLabel.class, fit.head().output().getClass());
        assertNull(fit.head().predict(Features.quantise(0, 0, 0, 0)).novelty());
    }

    @ParameterizedTest
    @ValueSource(ints = {3000, 12_000})
    void stopsSoonAfterInterruption(int examples) throws Exception {
        TrainingSet set = noisy(examples, 384, 60, new Random(1));
        Learned.from(learner(), set);
        for (int delayMs : new int[] {0, 10, 40}) {
            Lesson lesson = learner().prepare(set, Hints.NONE);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread thread = Thread.ofPlatform().start(() -> thrown.set(assertThrows(InterruptedException.class, lesson::learn)));
            Thread.sleep(delayMs);
            long asked = System.nanoTime();
            thread.interrupt();
            thread.join();
            long tookMs = (System.nanoTime() - asked) / 1_000_000;
            assertEquals(InterruptedException.class, thrown.get().getClass());
            assertTrue(tookMs < 500, () -> "stopped after " + tookMs + " ms");
        }
    }
}
