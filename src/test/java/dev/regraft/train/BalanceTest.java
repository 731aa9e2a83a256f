package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BalanceTest {

    static List<Function<Balance, Learner>> learners() {
        return List.of(LdaLearner::new, PrototypeLearner::new, balance -> new RidgeLearner(Kind.SINGLE_LABEL, balance));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void inverseFrequencyFindsMoreOfRareLabels(Function<Balance, Learner> learner) {
        RandomExamples source = new RandomExamples(2, 8, 2, 3);
        TrainingSet set = skewed(source);
        double plain = recallOfRare(learner.apply(Balance.NONE), set, source);
        double equal = recallOfRare(learner.apply(Balance.INVERSE_FREQUENCY), set, source);
        assertTrue(equal > plain + 0.1, "recall of the rare label " + plain + ", balanced " + equal);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void balanceByEvidenceIsTheOneOfLesserLogLoss(Function<Balance, Learner> learner) {
        TrainingSet set = skewed(new RandomExamples(2, 8, 2, 3));
        Fit plain = Learned.from(learner.apply(Balance.NONE), set).orElseThrow();
        Fit equal = Learned.from(learner.apply(Balance.INVERSE_FREQUENCY), set).orElseThrow();
        Fit better = plain.metrics().logLoss() <= equal.metrics().logLoss() ? plain : equal;
        assertEquals(better.head().sha256(), Learned.from(learner.apply(Balance.AUTO), set).orElseThrow().head().sha256());
    }

    @Test
    void equalCountsNeedNoBalance() {
        TrainingSet set = new RandomExamples(3, 8, 3, 0.5).set(20);
        for (Function<Balance, Learner> learner : learners()) {
            double plain = Learned.from(learner.apply(Balance.NONE), set).orElseThrow().metrics().looAccuracy();
            double equal = Learned.from(learner.apply(Balance.INVERSE_FREQUENCY), set).orElseThrow().metrics().looAccuracy();
            assertEquals(plain, equal, 0.05);
        }
    }

    /** Two labels that overlap, the first ten times as frequent as the second. */
    private static TrainingSet skewed(RandomExamples source) {
        TrainingSet set = new TrainingSet(RandomExamples.space(8));
        for (int i = 0; i < 330; i++) {
            int label = i % 11 == 0 ? 1 : 0;
            set.put("e" + i, new Target.Label(RandomExamples.label(label)), 1, source.next(label));
        }
        return set;
    }

    private static double recallOfRare(Learner learner, TrainingSet set, RandomExamples source) {
        var head = Learned.from(learner, set).orElseThrow().head();
        int found = 0;
        for (int i = 0; i < 1000; i++) {
            found += head.predict(source.next(1)).best().label().equals(RandomExamples.label(1)) ? 1 : 0;
        }
        return found / 1000.0;
    }
}
