package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticLearnerTest extends LearnerContract {

    @Override
    Learner learner() {
        return new LogisticLearner(Balance.NONE);
    }

    private static TrainingSet set(int examples, int dimension, int classes, double spread, Random order) {
        RandomExamples source = new RandomExamples(11, dimension, classes, spread);
        List<Features> features = IntStream.range(0, examples).mapToObj(i -> source.next(i % classes)).toList();
        List<Integer> shuffled = new ArrayList<>(IntStream.range(0, examples).boxed().toList());
        Collections.shuffle(shuffled, order);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i : shuffled) {
            set.put("gone-" + i, new Target.Label("gone"), 1, features.get(i));
            set.put("e" + i, new Target.Label(RandomExamples.label(i % classes)), 1 + i % 4 / 3.0, features.get(i));
        }
        IntStream.range(0, examples).forEach(i -> set.remove("gone-" + i));
        return set;
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 700, 5000})
    void anyNumberOfThreadsGivesTheSameHead(int examples) throws Exception {
        TrainingSet set = set(examples, 16, 3, 1, new Random(1));
        List<String> heads = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            try (Kept kept = set.keep(); Crew crew = new Crew(threads)) {
                heads.add(LogisticStudy.of(kept, List.of(), Balance.NONE, crew).orElseThrow().fit(Optional.empty(), "").head().sha256());
            }
        }
        assertEquals(1, heads.stream().distinct().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {3000, 12_000})
    void stopsSoonAfterInterruption(int examples) throws Exception {
        TrainingSet set = set(examples, 384, 100, 5, new Random(1));
        Learned.from(learner(), set);
        for (int delayMs : new int[] {0, 20, 60}) {
            Lesson lesson = learner().prepare(set, Hints.NONE);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread thread = Thread.ofPlatform().start(() -> thrown.set(assertThrows(InterruptedException.class, lesson::learn)));
            Thread.sleep(delayMs);
            long asked = System.nanoTime();
            thread.interrupt();
            thread.join();
            long tookMs = (System.nanoTime() - asked) / 1_000_000;
            assertEquals(InterruptedException.class, thrown.get().getClass());
            assertTrue(tookMs < 250, () -> "stopped after " + tookMs + " ms");
        }
    }

    @Test
    void hintsAreLabelsOfTheHead() {
        RandomExamples source = new RandomExamples(3, 16, 4, 0.3);
        TrainingSet set = new TrainingSet(RandomExamples.space(16));
        for (int i = 0; i < 40; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 2)), 1, source.next(i % 2));
        }
        TreeMap<String, Features> vectors = new TreeMap<>();
        IntStream.range(1, 4).forEach(k -> vectors.put(RandomExamples.label(k), source.next(k)));
        Fit fit = Learned.from(learner(), set, new Hints(vectors)).orElseThrow();
        assertEquals(4, fit.head().labels().size());
        int right = 0;
        for (int i = 0; i < 400; i++) {
            right += fit.head().predict(source.next(i % 4)).best().label().equals(RandomExamples.label(i % 4)) ? 1 : 0;
        }
        assertTrue(right > 370, "right of 400: " + right);
        assertEquals(1, fit.metrics().looAccuracy());
    }

    @Test
    void balanceLiftsRareLabels() {
        RandomExamples source = new RandomExamples(3, 8, 2, 3);
        TrainingSet set = new TrainingSet(RandomExamples.space(8));
        for (int i = 0; i < 600; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % 20 == 0 ? 1 : 0)), 1, source.next(i % 20 == 0 ? 1 : 0));
        }
        double[] shares = new double[2];
        Balance[] balances = {Balance.NONE, Balance.INVERSE_FREQUENCY};
        for (int b = 0; b < 2; b++) {
            Fit fit = Learned.from(new LogisticLearner(balances[b]), set).orElseThrow();
            for (int i = 0; i < 200; i++) {
                shares[b] += fit.head().predict(source.next(1)).best().label().equals(RandomExamples.label(1)) ? 1.0 / 200 : 0;
            }
        }
        assertTrue(shares[1] > shares[0] + 0.1, shares[0] + " and " + shares[1]);
    }

    @Test
    void metricsAreThoseOfExamplesToCome() {
        TrainingSet set = set(1200, 32, 6, 3, new Random(1));
        Fit fit = Learned.from(learner(), set).orElseThrow();
        RandomExamples source = new RandomExamples(11, 32, 6, 3);
        IntStream.range(0, 1200).forEach(i -> source.next(i % 6));
        double right = 0;
        double loss = 0;
        for (int i = 0; i < 6000; i++) {
            var prediction = fit.head().predict(source.next(i % 6));
            right += prediction.best().label().equals(RandomExamples.label(i % 6)) ? 1 : 0;
            loss -= Math.log(prediction.numbers()[i % 6]);
        }
        assertEquals(right / 6000, fit.metrics().looAccuracy(), 0.04);
        assertEquals(loss / 6000, fit.metrics().logLoss(), 0.1);
        assertTrue(fit.metrics().looAccuracy() < 0.95, "the task must not be easy");
    }

    @Test
    void saysWhyItIsAsItIs() {
        Fit fit = Learned.from(learner(), set(60, 4, 2, 1, new Random(1))).orElseThrow();
        assertTrue(fit.reason().matches("logistic: C = [0-9.]+, by 60 examples held out in 10 folds"), fit.reason());
        assertEquals("logistic", fit.head().algorithm());
        assertTrue(fit.metrics().looInterval().lower() < fit.metrics().looAccuracy());
    }
}
