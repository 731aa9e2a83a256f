package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Linear;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One logistic regression for each label that an input may have, all of one penalty, turned into probabilities and thresholds by what such
 * heads score examples that were held out of them ({@link ScoredLabels}).
 *
 * @param examples of the kept ones, at each place of the folds' order
 * @param result what was found
 */
record LogisticOfLabels(FeatureSpace space, LabelShares shares, Folds folds, int[] examples, LogisticTask task,
        LogisticSearch.Result<ScoredLabels, ScoredLabels.Judgement> result) {

    /**
     * Learns it.
     *
     * @param kept read by this thread and the crew
     * @param weak examples that are never held out; each has its one label
     * @return empty if no label is had by some and not by others
     */
    static Optional<LogisticOfLabels> of(Kept kept, List<WeakExample> weak, Crew crew) throws InterruptedException {
        LabeledRows rows = LabeledRows.of(kept, weak);
        if (rows.labels().isEmpty()) {
            return Optional.empty();
        }
        Folds folds = Folds.ofMany(Arrays.stream(rows.examples()).mapToObj(rows::labelsOf).toArray(int[][]::new), rows.labels().size());
        LabeledRows ordered = rows.in(folds.order());
        LogisticTask task = ordered.task(true);
        LabelShares shares = LabelShares.of(rows.labels(), task, ordered.examples().length);
        if (shares.tellNothing()) {
            return Optional.empty();
        }
        double[] weights = task.firstWeights(folds.order().length);
        var result = new LogisticSearch<>(task, folds, weights, new ManyLabels(task, shares), crew).find();
        return Optional.of(new LogisticOfLabels(kept.space(), shares, folds, ordered.examples(), task, result));
    }

    /** Tells every label by itself. */
    private record ManyLabels(LogisticTask task, LabelShares shares)
            implements LogisticSearch.Scoring<ScoredLabels, ScoredLabels.Judgement> {

        @Override
        public ScoredLabels heldOut(float[] scores, int size) {
            return scored(task, scores, size);
        }

        @Override
        public ScoredLabels.Judgement judge(ScoredLabels heldOut, ScoredLabels.Judgement best) {
            return shares.judge(heldOut, Platt.IDENTITY);
        }
    }

    /** The first {@code size} rows of a task, scored so, m × C. */
    private static ScoredLabels scored(LogisticTask task, float[] scores, int size) {
        int classes = task.classes();
        double[][] rows = new double[size][classes];
        double[][] targets = new double[size][classes];
        for (int i = 0; i < size; i++) {
            Arrays.fill(targets[i], -1);
            for (int label : task.labels()[i]) {
                targets[i][label] = 1;
            }
            for (int k = 0; k < classes; k++) {
                rows[i][k] = scores[i * classes + k];
            }
        }
        return new ScoredLabels(rows, targets, task.firstWeights(size), classes);
    }

    /** How many examples were held out. */
    int heldOut() {
        return result.heldOut() == null ? 0 : result.heldOut().size();
    }

    /** Why the head is as it is. */
    String reason() {
        return LogisticStudy.reason(result.strength(), heldOut(), folds);
    }

    /** The head. */
    Fit fit(String reason) {
        ScoredLabels scored = result.heldOut() == null ? scored(task, new float[0], 0) : result.heldOut();
        ScoredLabels.Judgement judgement = result.heldOut() == null ? shares.judge(scored, Platt.IDENTITY) : result.judgement();
        return shares.fit(space, Algorithm.LOGISTIC, scored, judgement.platts(), linear(judgement.platts()), reason);
    }

    private Linear linear(Platt[] platts) {
        float[][] plain = task.design().weightsAndBiases(result.weights());
        float[] weights = plain[0];
        float[] biases = plain[1];
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= (float) platts[i % platts.length].slope();
        }
        for (int k = 0; k < biases.length; k++) {
            biases[k] = (float) (biases[k] * platts[k].slope() + platts[k].offset());
        }
        return new Linear(weights, biases);
    }
}
