package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import dev.regraft.quality.LabelIssues;
import dev.regraft.quality.Slices;
import dev.regraft.train.Balance;
import dev.regraft.train.Fit;
import dev.regraft.train.Hints;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learner;
import dev.regraft.train.RidgeLearner;
import dev.regraft.train.TrainingSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewTest {

    private static final int LABELS = 20;
    private static final int DIMENSION = 24;
    private static final int EACH = 30;

    private final Random random = new Random(11);
    private final float[][] centres = centres();
    private final TrainingSet set = new TrainingSet(Toy.space(DIMENSION));

    private float[][] centres() {
        float[][] all = new float[LABELS][DIMENSION];
        for (float[] centre : all) {
            for (int j = 0; j < DIMENSION; j++) {
                centre[j] = (float) random.nextGaussian();
            }
        }
        return all;
    }

    private Features around(int label, double spread) {
        float[] x = new float[DIMENSION];
        double square = 0;
        for (int j = 0; j < DIMENSION; j++) {
            x[j] = (float) (centres[label][j] + spread * random.nextGaussian());
            square += x[j] * x[j];
        }
        for (int j = 0; j < DIMENSION; j++) {
            x[j] /= (float) (Math.sqrt(square) * 1.001);
        }
        return Features.quantise(x);
    }

    private static TaskDefinition definition(Kind kind) {
        return new TaskDefinition("support", Toy.CREATED, kind, "toy", List.of(), "auto", null, null, true, null, Gate.DEFAULT, List.of("channel"));
    }

    private Report report(Kind kind, Learner learner) throws InterruptedException {
        HeadVersion live = null;
        if (learner != null) {
            Fit fit = learner.prepare(set, Hints.NONE).learn().orElseThrow();
            live = new HeadVersion(3, fit.head(), set.size(), Toy.CREATED, fit.metrics());
        }
        TaskDefinition definition = definition(kind);
        Review review = Review.of(set, Terms.of(definition), definition, live, new Reviewer(Runnable::run, ExampleArchive.NOTHING), Toy.CREATED);
        Report report = review.call();
        byte[] written = Report.FORMAT.write(report);
        assertArrayEquals(written, Report.FORMAT.write(Report.FORMAT.read(written)), "what the log keeps is what was found");
        return report;
    }

    @Test
    void findsTheLabelsThatWereFlipped() throws InterruptedException {
        // Given: 15 % of the labels are another one
        Set<String> flipped = new HashSet<>();
        for (int i = 0; i < LABELS * EACH; i++) {
            int label = i % LABELS;
            boolean flips = random.nextDouble() < 0.15;
            if (flips) {
                flipped.add("e" + i);
                label = (label + 1 + random.nextInt(LABELS - 1)) % LABELS;
            }
            set.put("e" + i, new Target.Label("label-" + label), 1, around(i % LABELS, 0.6));
        }
        LabelIssues issues = report(Kind.SINGLE_LABEL, new LdaLearner()).labelIssues();
        // Then
        long right = issues.worst().stream().limit(flipped.size()).filter(issue -> flipped.contains(issue.id())).count();
        assertTrue(right >= 0.8 * flipped.size(), right + " of " + flipped.size());
        assertTrue(issues.count() >= 0.8 * flipped.size() && issues.count() <= 1.5 * flipped.size(), issues.count() + " for " + flipped.size());
        LabelIssues.Issue worst = issues.worst().getFirst();
        assertEquals("label-" + Integer.parseInt(worst.id().substring(1)) % LABELS, worst.likely());
    }

    @Test
    void tellsHowGoodHeadsAre() throws InterruptedException {
        for (int i = 0; i < LABELS * EACH; i++) {
            boolean chat = i % 3 == 0;
            set.put("e" + i, new Target.Label("label-" + i % LABELS), 1, Map.of("channel", chat ? "chat" : "mail"),
                    around(i % LABELS, chat ? 1.6 : 0.4));
        }
        set.put("alone", new Target.Label("alone"), 1, around(0, 1));
        Report report = report(Kind.SINGLE_LABEL, new LdaLearner());
        Report.Accuracy accuracy = report.accuracy();
        assertEquals(3, accuracy.head());
        assertEquals(accuracy.trainingAccuracy() - accuracy.looAccuracy(), accuracy.gap(), 1e-12);
        assertTrue(accuracy.gap() > 0);
        assertTrue(accuracy.leftOut().interval().lower() < accuracy.leftOut().accuracy());
        assertEquals(4, report.learningCurve().points().size());
        assertNotNull(report.learningCurve().doubled());
        Slices.Slice worst = report.worstSlice();
        assertEquals("chat", worst.value());
        assertTrue(report.sliceGap().interval().lower() > 0);
        assertEquals(LABELS * EACH, report.calibration().bins().stream().mapToLong(bin -> bin.examples()).sum());
        assertTrue(report.mismatch().pValue() < 0.05);
        assertTrue(report.warnings().contains("1 of 21 labels have fewer than 5 examples: alone (1)"), () -> report.warnings().toString());
    }

    @Test
    void multiLabelTasksHaveNoConfusion() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            set.put("e" + i, new Target.Labels(i % 2 == 0 ? List.of("urgent") : List.of()), 1, around(i % 2, 0.5));
        }
        Report report = report(Kind.MULTI_LABEL, new RidgeLearner(Kind.MULTI_LABEL, Balance.NONE));
        assertTrue(report.accuracy().trainingAccuracy() > 0.9);
        assertTrue(report.accuracy().looAccuracy() > 0.8);
        assertNull(report.confusion());
        assertNull(report.labelIssues());
    }

    @Test
    void numbersHaveErrors() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            set.put("e" + i, new Target.Value(i % 2), 1, around(i % 2, 0.5));
        }
        Report report = report(Kind.REGRESSION, new RidgeLearner(Kind.REGRESSION, Balance.NONE));
        assertTrue(report.accuracy().trainingRmse() < report.accuracy().rmse());
        assertNull(report.accuracy().trainingAccuracy());
        assertEquals(List.of(), report.warnings());
    }

    @Test
    void learningByHeartIsWorthAWord() throws InterruptedException {
        // Given: labels that have nothing to do with the vectors
        for (int i = 0; i < 60; i++) {
            set.put("e" + i, new Target.Label("label-" + random.nextInt(3)), 1, around(0, 0.5));
        }
        Report report = report(Kind.SINGLE_LABEL, new LdaLearner());
        assertTrue(report.warnings().stream().anyMatch(warning -> warning.startsWith("the backbone toy does not suit this task: ")),
                () -> report.warnings().toString());
        assertTrue(report.warnings().stream().anyMatch(warning -> warning.startsWith("too few examples to say well how good heads are")),
                () -> report.warnings().toString());
    }

    @Test
    void fewExamplesAreSaidToBeFew() throws InterruptedException {
        set.put("1", new Target.Label("a"), 1, around(0, 0.5));
        Report report = report(Kind.SINGLE_LABEL, null);
        assertEquals(List.of("too few examples to say how good heads are: 1", "1 of 1 labels have fewer than 5 examples: a (1)"), report.warnings());
        assertEquals(Optional.empty(), Optional.ofNullable(report.accuracy().leftOut()));
    }
}
