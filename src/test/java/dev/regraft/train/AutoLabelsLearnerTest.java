package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AutoLabelsLearnerTest extends LabelsContract {

    private static final Pattern COMPARED =
            Pattern.compile("(ridge|logistic).*, by calibrated log loss on (\\d+) examples held out: ridge (.+), logistic (.+)");

    @Override
    Learner learner() {
        return new AutoLabelsLearner();
    }

    private static Matcher compared(Fit fit) {
        Matcher compared = COMPARED.matcher(fit.reason());
        assertTrue(compared.matches(), fit.reason());
        assertEquals(fit.head().algorithm(), compared.group(1));
        return compared;
    }

    /** Labels that depend on one number each; those that have them may have it far beyond what is needed. */
    private static TrainingSet skewed(int examples) {
        Random random = new Random(3);
        TrainingSet set = new TrainingSet(RandomExamples.space(4));
        for (int i = 0; i < examples; i++) {
            float[] x = new float[4];
            List<String> labels = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                double far = Math.exp(1.5 * random.nextGaussian());
                x[k] = (float) Math.min(0.9, 0.02 * far);
                if (far + 0.1 * random.nextGaussian() > 1) {
                    labels.add("l" + k);
                }
            }
            set.put("e" + i, new Target.Labels(labels), 1, Features.quantise(x));
        }
        return set;
    }

    @Test
    void takesLogisticRegressionWhereItIsBetter() {
        TrainingSet set = skewed(400);
        Fit fit = Learned.from(learner(), set).orElseThrow();
        Matcher compared = compared(fit);
        assertEquals("400", compared.group(2));
        assertTrue(Double.parseDouble(compared.group(4)) < 0.7 * Double.parseDouble(compared.group(3)), fit.reason());
        Fit logistic = Learned.from(new LogisticLearner(Kind.MULTI_LABEL, Balance.NONE), set).orElseThrow();
        assertEquals(logistic.head().sha256(), fit.head().sha256());
        assertEquals(logistic.metrics(), fit.metrics());
    }

    @Test
    void staysWithRidgeWhereThatIsBetter() {
        boolean found = false;
        for (int examples = 60; examples < 400 && !found; examples += 40) {
            TrainingSet set = LogisticOfLabelsTest.noisy(examples, 64, 3, new Random(1));
            Fit fit = Learned.from(learner(), set).orElseThrow();
            Matcher compared = compared(fit);
            boolean ridgeIsBetter = Double.parseDouble(compared.group(3)) < Double.parseDouble(compared.group(4));
            assertTrue(ridgeIsBetter == compared.group(1).equals("ridge") || compared.group(3).equals(compared.group(4)), fit.reason());
            if (ridgeIsBetter) {
                found = true;
                Fit ridge = Learned.from(new RidgeLearner(Kind.MULTI_LABEL, Balance.NONE), set).orElseThrow();
                assertEquals(ridge.head().sha256(), fit.head().sha256());
                assertEquals(ridge.metrics(), fit.metrics());
            }
        }
        assertTrue(found, "ridge must be better of some");
    }

    @Test
    void fewExamplesStayWithRidge() {
        Fit fit = Learned.from(learner(), skewed(9)).orElseThrow();
        assertEquals("ridge: too few examples to try another", fit.reason());
        assertEquals("ridge", fit.head().algorithm());
    }
}
