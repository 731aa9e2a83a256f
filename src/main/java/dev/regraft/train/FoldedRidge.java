package dev.regraft.train;

import dev.regraft.head.Linear;
import java.util.Arrays;
import java.util.List;

/**
 * What ridge regressions of many labels learned without some folds score these: exactly, by taking the examples out of the statistics and
 * putting them back. The folds, and how many of them are held out, are those of a logistic regression, so that the scores compare.
 */
final class FoldedRidge {

    private final LogisticOfLabels study;
    private final Kept kept;
    private final List<WeakExample> weak;
    private final Statistics statistics;

    /** @param weak examples that are never held out */
    FoldedRidge(LogisticOfLabels study, Kept kept, List<WeakExample> weak) {
        this.study = study;
        this.kept = kept;
        this.weak = weak;
        this.statistics = new Statistics(kept.space().dimension());
        for (int example : study.examples()) {
            statistics.add(kept.example(example));
        }
    }

    /**
     * The predictions of the examples held out.
     *
     * @param share r, as {@link Ridge} has it
     * @throws InterruptedException if the thread was interrupted
     */
    ScoredLabels heldOut(double share) throws InterruptedException {
        ScoredLabels others = study.result().heldOut();
        double[][] scores = new double[others.size()][others.count()];
        Folds folds = study.folds();
        for (int fold = 0; fold < folds.ends().length && folds.from(fold) < scores.length; fold++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            score(folds.from(fold), folds.ends()[fold], share, scores);
        }
        return new ScoredLabels(scores, others.targets(), others.weights(), others.count());
    }

    private void score(int from, int to, double share, double[][] scores) {
        for (int place = from; place < to; place++) {
            statistics.remove(kept.example(study.examples()[place]));
        }
        TotalScatter all = TotalScatter.of(statistics, weak);
        LabelMeans classes = LabelMeans.of(statistics, weak, all);
        Linear linear = classes.size() == 0 ? null : linear(all, classes, share);
        int[] columns = classes.labels().stream().mapToInt(study.shares().labels()::indexOf).toArray();
        for (int place = from; place < to; place++) {
            Example example = kept.example(study.examples()[place]);
            Arrays.fill(scores[place], -1);
            float[] some = linear == null ? new float[0] : linear.of(example.features());
            for (int k = 0; k < columns.length; k++) {
                scores[place][columns[k]] = some[k];
            }
            statistics.add(example);
        }
    }

    private static Linear linear(TotalScatter all, LabelMeans classes, double share) {
        Ridge ridge = RidgeOfLabels.ridge(all, classes, CentredSample.of(List.of(), all.frame(), all.centre()), new double[0][]);
        double[] slopes = new double[classes.size()];
        Arrays.fill(slopes, 1);
        return ridge.linear(ridge.trial(share), slopes, new double[classes.size()]);
    }
}
