package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.Linear;
import dev.regraft.head.Output;
import java.util.Arrays;
import java.util.List;

/**
 * The labels of a head that tells each by itself, and how many examples have them, weak ones included in weights.
 *
 * @param labels C of them, sorted
 * @param examples how many real examples have each
 * @param counts n_k, the weight of those that have each
 * @param total n, the weight of all
 */
record LabelShares(List<String> labels, long[] examples, double[] counts, double total) {

    static LabelShares of(LabelMeans classes, double total) {
        return new LabelShares(classes.labels(), classes.examples(), classes.counts(), total);
    }

    /** Of an examined task whose first rows are the examples and whose others the weak ones. */
    static LabelShares of(List<String> labels, LogisticTask task, int firstWeak) {
        long[] examples = new long[labels.size()];
        double[] counts = new double[labels.size()];
        double total = 0;
        for (int row = 0; row < task.weights().length; row++) {
            for (int label : task.labels()[row]) {
                examples[label] += row < firstWeak ? 1 : 0;
                counts[label] += task.weights()[row];
            }
            total += task.weights()[row];
        }
        return new LabelShares(labels, examples, counts, total);
    }

    /** Whether no label is had by some and not by others. */
    boolean tellNothing() {
        return Arrays.stream(counts).allMatch(count -> count == total);
    }

    /**
     * Calibrates scores. A label that all have is predicted by its smoothed share (n_k + 1) / (n + 2) whatever its scores.
     *
     * @param usual what makes probabilities of scores without evidence
     */
    ScoredLabels.Judgement judge(ScoredLabels scored, Platt usual) {
        Platt[] platts = scored.platts(usual);
        for (int k = 0; k < platts.length; k++) {
            platts[k] = counts[k] == total ? Platt.constant(total + 1, 1) : platts[k];
        }
        return scored.judge(platts);
    }

    /**
     * The head, its thresholds and how good it is.
     *
     * @param scored what heads that did not know them score some examples
     * @param platts that calibrate those scores
     * @param linear the scores, calibrated
     */
    Fit fit(FeatureSpace space, Algorithm algorithm, ScoredLabels scored, Platt[] platts, Linear linear, String reason) {
        double[][] probabilities = scored.probabilities(platts);
        float[] thresholds = scored.thresholds(probabilities);
        Head head = new Head(space, algorithm.word(), new Output.MultiLabel(labels, thresholds), linear);
        return new Fit(head, scored.metrics(probabilities, thresholds, examples), reason);
    }
}
