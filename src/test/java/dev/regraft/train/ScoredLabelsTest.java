package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.regraft.head.Metrics;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScoredLabelsTest {

    /** Ten examples, two labels: one told apart at 0, one that no example of the first half has. */
    private static ScoredLabels ten() {
        double[][] scores = new double[10][];
        double[][] targets = new double[10][];
        for (int i = 0; i < 10; i++) {
            scores[i] = new double[] {i % 2 == 0 ? 1 : -1, i < 5 ? -1 : 1};
            targets[i] = new double[] {i % 2 == 0 ? 1 : -1, i < 5 ? -1 : 1};
        }
        double[] weights = new double[10];
        Arrays.fill(weights, 1);
        return new ScoredLabels(scores, targets, weights, 2);
    }

    @Test
    void metricsAreThoseOfEveryPair() {
        ScoredLabels scored = ten();
        double[][] probabilities = new double[10][];
        for (int i = 0; i < 10; i++) {
            probabilities[i] = new double[] {i % 2 == 0 ? 0.8 : 0.2, 0.6};
        }
        Metrics metrics = scored.metrics(probabilities, new float[] {0.5f, 0.5f}, new long[] {5, 5});
        // The second label is said of all ten, and true of five
        assertEquals(0.5, metrics.looAccuracy());
        assertEquals(2 * 10.0 / (15 + 10), metrics.microF1(), 1e-12);
        assertEquals(-(10 * Math.log(0.8) + 5 * Math.log(0.6) + 5 * Math.log(0.4)) / 20, metrics.logLoss(), 1e-12);
        assertEquals((5 * 0.2 + 5 * 0.2 + 10 * 0.1) / 20, metrics.ece(), 1e-12);
        assertNull(metrics.note());
    }

    @Test
    void thresholdPartsWhatIsLikelyFromWhatIsNotAndLeansToOneHalf() {
        double[][] probabilities = new double[10][];
        for (int i = 0; i < 10; i++) {
            probabilities[i] = new double[] {i % 2 == 0 ? 0.3 : 0.1, 0.5};
        }
        float[] thresholds = ten().thresholds(probabilities);
        assertEquals((5 * 0.2 + 10 * 0.5) / 15, thresholds[0], 1e-6);
        assertEquals((5 * 0.25 + 10 * 0.5) / 15, thresholds[1], 1e-6);
    }

    @Test
    void labelsWithFewExamplesShareOneCalibration() {
        Platt[] platts = ten().platts(Platt.DEFAULT);
        assertEquals(platts[0], platts[1]);
        assertEquals(11.0 / 12, platts[0].probability(1), 1e-6);
    }

    @Test
    void withoutEvidenceThresholdsAreOneHalf() {
        ScoredLabels none = new ScoredLabels(new double[0][], new double[0][], new double[0], 3);
        assertEquals(Platt.DEFAULT, none.platts(Platt.DEFAULT)[2]);
        assertEquals(0.5f, none.thresholds(new double[0][])[0]);
    }

    @Test
    void lossesAreMeansOverLabelsAndTheirMeanIsThatOfTheMetrics() {
        ScoredLabels scored = ten();
        Platt[] platts = {new Platt(2, 0.3), new Platt(0.5, -0.1)};
        ScoredLabels.Judgement judgement = scored.judge(platts);
        assertEquals(-(Math.log(platts[0].probability(1)) + Math.log(1 - platts[1].probability(-1))) / 2, judgement.losses()[0], 1e-12);
        Metrics metrics = scored.metrics(scored.probabilities(platts), new float[] {0.5f, 0.5f}, new long[] {5, 5});
        assertEquals(metrics.logLoss(), judgement.logLoss(), 1e-12);
    }
}
