package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Target;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoLearnerTest extends LearnerContract {

    @Override
    Learner learner() {
        return new AutoLearner(Balance.AUTO, true);
    }

    /** Points in the plane, of one label within a ring and of another outside: no straight line tells them apart. */
    private static Features point(Random random, boolean inside) {
        double angle = 2 * Math.PI * random.nextDouble();
        double radius = inside ? 0.4 * random.nextDouble() : 0.6 + 0.3 * random.nextDouble();
        return Features.quantise((float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle)), 0.3f);
    }

    private static TrainingSet ring(int examples) {
        Random random = new Random(1);
        TrainingSet set = new TrainingSet(RandomExamples.space(3));
        for (int i = 0; i < examples; i++) {
            set.put("e" + i, new Target.Label(i % 2 == 0 ? "inside" : "outside"), 1, point(random, i % 2 == 0));
        }
        return set;
    }

    @Test
    void takesRandomFeaturesWhereNoLineTellsLabelsApart() {
        Fit fit = Learned.from(learner(), ring(2_000)).orElseThrow();
        assertTrue(fit.head().expansion().isPresent(), fit.reason());
        assertTrue(fit.metrics().looAccuracy() > 0.95, fit.reason());
        Random random = new Random(2);
        int right = 0;
        for (int i = 0; i < 400; i++) {
            String truth = i % 2 == 0 ? "inside" : "outside";
            right += fit.head().predict(point(random, i % 2 == 0)).best().label().equals(truth) ? 1 : 0;
        }
        assertTrue(right > 380, "right of 400: " + right);
    }

    @Test
    void takesNoRandomFeaturesUnlessTheyMay() {
        assertEquals(Optional.empty(), Learned.from(new AutoLearner(Balance.AUTO, false), ring(2_000)).orElseThrow().head().expansion());
        assertEquals(Optional.empty(), Learned.from(learner(), ring(400)).orElseThrow().head().expansion());
    }

    @Test
    void takesNoRandomFeaturesWhereALineIsEnough() {
        TrainingSet set = new RandomExamples(1, 16, 2, 2).set(1_100);
        assertEquals(Optional.empty(), Learned.from(learner(), set).orElseThrow().head().expansion());
    }

    @Test
    void saysWhatItComparedAndOnHowManyExamples() {
        String reason = Learned.from(learner(), new RandomExamples(1, 16, 3, 1.5).set(40)).orElseThrow().reason();
        assertTrue(reason.matches(".*by calibrated log loss \\(accuracy\\) on 120 examples held out: lda \\d\\.\\d{3} \\([0-9.]+ %\\), logistic .*, their mean .*"),
                reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 600})
    void isNoWorseThanItsCandidates(int each) {
        for (Learner candidate : List.of(new LdaLearner(), new LogisticLearner(Balance.NONE))) {
            double better = share(candidate, each) - share(learner(), each);
            assertTrue(better < 0.015, candidate.algorithm() + " is better by " + better);
        }
    }

    /** Of fresh examples, whose label is predicted. */
    private static double share(Learner learner, int each) {
        Head head = Learned.from(learner, new RandomExamples(3, 24, 4, 1.5).set(each)).orElseThrow().head();
        RandomExamples fresh = new RandomExamples(3, 24, 4, 1.5);
        IntStream.range(0, 4 * each).forEach(i -> fresh.next(i % 4));
        return IntStream.range(0, 2000).filter(i -> head.predict(fresh.next(i % 4)).best().label().equals(RandomExamples.label(i % 4))).count() / 2000.0;
    }

    @Test
    void learnsFromRandomFeaturesWhenTold() {
        Learner expanded = new ExpandedLearner(new LdaLearner(), 200);
        Fit fit = Learned.from(expanded, ring(600)).orElseThrow();
        assertEquals(200, fit.head().expansion().orElseThrow().width());
        assertTrue(fit.metrics().looAccuracy() > 0.95, fit.reason());
        assertEquals(fit.head().sha256(), Learned.from(expanded, ring(600)).orElseThrow().head().sha256());
    }
}
