package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Kind;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BalancedLearnerTest extends LearnerContract {

    private static final int DIMENSION = 48;

    private static Learner of(Algorithm algorithm) {
        return Learners.of(new HeadSettings(Kind.SINGLE_LABEL, algorithm, Balance.SLICES, 0, List.of("channel"))).slow().orElseThrow();
    }

    @Override
    Learner learner() {
        return of(Algorithm.LDA);
    }

    /** Without attributes every label is a group, and all are alike: neither is more probable. */
    @Test
    @Override
    void livesWithIdenticalFeatures() {
        TrainingSet set = new TrainingSet(RandomExamples.space(13));
        Features same = new RandomExamples(1, 13, 1, 1).next(0);
        for (int i = 0; i < 30; i++) {
            set.put("e" + i, new Target.Label(i % 3 == 0 ? "rare" : "common"), 1, same);
        }
        assertEquals(0.5, Learned.from(learner(), set).orElseThrow().head().predict(same).best().probability(), 0.05);
    }

    /** Four heads of ten thousand labels take their time. */
    @Test
    @Timeout(60)
    @Override
    void learnsTenThousandLabels() {
        super.learnsTenThousandLabels();
    }

    /** Two labels that lie a little apart, and channels that lie far apart in another direction. */
    private static final class Letters {

        private final Random random;

        Letters(long seed) {
            this.random = new Random(seed);
        }

        Features next(int label, int channel) {
            float[] x = new float[DIMENSION];
            for (int j = 0; j < DIMENSION; j++) {
                x[j] = (float) (0.1 * random.nextGaussian());
            }
            x[0] += label == 0 ? -0.16f : 0.16f;
            x[1] += channel == 0 ? -0.3f : 0.3f;
            return Features.quantise(x);
        }

        /** Of 20 examples of a label, 19 come by its own channel. */
        List<Example> examples(int each) {
            List<Example> examples = new ArrayList<>();
            for (int i = 0; i < 2 * each; i++) {
                int label = i % 2;
                int channel = i / 2 % 20 == 0 ? 1 - label : label;
                examples.add(Example.of("e" + i, new Target.Label("label-" + label), 1, Map.of("channel", "channel-" + channel),
                        next(label, channel)));
            }
            return examples;
        }
    }

    private static TrainingSet set(List<Example> examples) {
        TrainingSet set = new TrainingSet(RandomExamples.space(DIMENSION));
        examples.forEach(e -> set.put(e.id(), e.target(), e.weight(), e.attributes(), e.features()));
        return set;
    }

    /** Shares of right answers of examples that come by either channel alike: of all, of the worst pair of label and channel. */
    private static double[] accuracies(Head head, Letters source) {
        double sum = 0;
        double worst = 1;
        for (int group = 0; group < 4; group++) {
            int right = 0;
            for (int i = 0; i < 1000; i++) {
                right += head.predict(source.next(group / 2, group % 2)).best().label().equals("label-" + group / 2) ? 1 : 0;
            }
            sum += right / 4000.0;
            worst = Math.min(worst, right / 1000.0);
        }
        return new double[] {sum, worst};
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "LDA", "LOGISTIC", "PROTOTYPE", "RIDGE"})
    void whatGoesWithALabelByChanceMisleadsNoMore(Algorithm algorithm) {
        for (int seed = 0; seed < 3; seed++) {
            Letters source = new Letters(seed);
            TrainingSet set = set(source.examples(300));
            Learners plain = Learners.of(new HeadSettings(Kind.SINGLE_LABEL, algorithm, Balance.AUTO, 0));
            double[] before = accuracies(Learned.from(plain.slow().or(plain::fast).orElseThrow(), set).orElseThrow().head(), source);
            double[] after = accuracies(Learned.from(of(algorithm), set).orElseThrow().head(), source);
            String figures = "seed " + seed + ": mean " + before[0] + " to " + after[0] + ", worst " + before[1] + " to " + after[1];
            assertTrue(after[1] > before[1] + 0.1, figures);
            assertTrue(after[0] > before[0] - 0.02, figures);
        }
    }

    @Test
    void heldOutExamplesTellWhatTestsTell() {
        Letters source = new Letters(1);
        List<Example> examples = source.examples(2000);
        Fit fit = Learned.from(of(Algorithm.LDA), set(examples)).orElseThrow();
        double[] test = accuracies(fit.head(), source);
        LeftOut leftOut = fit.leftOut().orElseThrow().get();
        Map<String, String> channels = new HashMap<>();
        examples.forEach(e -> channels.put(e.id(), e.attributes().get("channel")));
        double[][] tallies = new double[4][2];
        for (int i = 0; i < leftOut.size(); i++) {
            int group = 2 * leftOut.given()[i] + (channels.get(leftOut.ids().get(i)).equals("channel-0") ? 0 : 1);
            tallies[group][0] += leftOut.isRight(i) ? 1 : 0;
            tallies[group][1]++;
        }
        assertEquals(100, tallies[1][1]);
        double mean = 0;
        for (double[] tally : tallies) {
            mean += tally[0] / tally[1] / 4;
        }
        assertEquals(test[0], mean, 0.03);
        // Examples count as they come, whatever the draws: 19 in 20 are of the two large groups.
        double natural = 0.475 * (tallies[0][0] / tallies[0][1] + tallies[3][0] / tallies[3][1])
                + 0.025 * (tallies[1][0] / tallies[1][1] + tallies[2][0] / tallies[2][1]);
        assertEquals(natural, fit.metrics().looAccuracy(), 1e-9);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "LDA", "LOGISTIC"})
    void anyOrderGivesTheSameHead(Algorithm algorithm) {
        List<Example> examples = new Letters(3).examples(150);
        Fit forward = Learned.from(of(algorithm), set(examples)).orElseThrow();
        Collections.shuffle(examples, new Random(1));
        Fit shuffled = Learned.from(of(algorithm), set(examples)).orElseThrow();
        assertEquals(forward.head().sha256(), shuffled.head().sha256());
        assertEquals(forward.metrics(), shuffled.metrics());
        assertEquals(forward.reason(), shuffled.reason());
    }

    @Test
    void randomFeaturesThatAreAskedForAreBalancedToo() {
        Letters source = new Letters(6);
        TrainingSet set = set(source.examples(300));
        HeadSettings settings = new HeadSettings(Kind.SINGLE_LABEL, Algorithm.LDA, Balance.SLICES, 256, List.of("channel"));
        Head wide = Learned.from(Learners.of(settings).slow().orElseThrow(), set).orElseThrow().head();
        assertEquals(256, wide.expansion().orElseThrow().width());
        assertNotNull(wide.predict(source.next(0, 0)).novelty());
        Head plain = Learned.from(Learners.of(settings.with(Balance.NONE, 256)).slow().orElseThrow(), set).orElseThrow().head();
        assertTrue(accuracies(wide, source)[1] > accuracies(plain, source)[1] + 0.05);
    }

    @Test
    void anAttributeThatChangesMakesAnotherHead() {
        TrainingSet set = set(new Letters(4).examples(100));
        String before = Learned.from(learner(), set).orElseThrow().head().sha256();
        Example example = set.find("e8").orElseThrow();
        set.put("e8", example.target(), 1, Map.of("channel", "channel-1"), example.features());
        assertNotEquals(before, Learned.from(learner(), set).orElseThrow().head().sha256());
    }

    @Test
    void saysHowItWasMade() {
        Fit fit = Learned.from(learner(), set(new Letters(5).examples(300))).orElseThrow();
        assertEquals("lda: mean of 10 heads, each of 20 examples of every one of 4 groups by label and channel", fit.reason());
        assertEquals("lda", fit.head().algorithm());
        assertEquals(600, fit.leftOut().orElseThrow().get().size());
        assertEquals(256, fit.unbalanced().orElseThrow().get().size());
    }
}
