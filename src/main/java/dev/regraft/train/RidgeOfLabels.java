package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.Output;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ridge regression of targets 1 and −1 for each label that an input has and has not, turned into probabilities and thresholds by what it
 * predicts of examples left out ({@link ScoredLabels}). A label that every example has is predicted by its smoothed share (n_k + 1) / (n
 * + 2).
 */
record RidgeOfLabels(FeatureSpace space, TotalScatter all, LabelMeans classes, CentredSample sample, double[][] targets) implements Lesson {

    /** A lesson of nothing, where no label is had by some examples or hints and not by others. */
    static Lesson of(TrainingSet set, Hints hints) {
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        if (set.statistics().all().weight64() == 0 && weak.isEmpty()) {
            return Optional::empty;
        }
        TotalScatter all = TotalScatter.of(set.statistics(), weak);
        LabelMeans classes = LabelMeans.of(set.statistics(), weak, all.centre());
        if (Arrays.stream(classes.counts()).allMatch(count -> count == all.total())) {
            return Optional::empty;
        }
        List<Example> sample = set.sample();
        return new RidgeOfLabels(set.space(), all, classes, CentredSample.of(sample, all.centre()), targets(sample, classes));
    }

    private static double[][] targets(List<Example> sample, LabelMeans classes) {
        double[][] targets = new double[sample.size()][classes.size()];
        for (int i = 0; i < targets.length; i++) {
            Arrays.fill(targets[i], -1);
            for (String label : sample.get(i).target().labels()) {
                targets[i][classes.indexOf(label)] = 1;
            }
        }
        return targets;
    }

    @Override
    public Optional<Fit> learn() {
        int count = classes.size();
        double[] means = Arrays.stream(classes.counts()).map(weight -> 2 * weight / all.total() - 1).toArray();
        Ridge ridge = new Ridge(all, classes.moments(2), means, sample, targets);
        Ridge.Trial trial = ridge.best();
        ScoredLabels scored = new ScoredLabels(trial.leftOut(), targets, sample.weights(), count);
        Platt[] platts = scored.platts();
        double[] slopes = new double[count];
        double[] offsets = new double[count];
        for (int k = 0; k < count; k++) {
            platts[k] = classes.counts()[k] == all.total() ? Platt.constant(all.total() + 1, 1) : platts[k];
            slopes[k] = platts[k].slope();
            offsets[k] = platts[k].offset();
        }
        double[][] probabilities = scored.probabilities(platts);
        float[] thresholds = scored.thresholds(probabilities);
        Head head = new Head(space, Algorithm.RIDGE.word(), new Output.MultiLabel(classes.labels(), thresholds),
                ridge.linear(trial, slopes, offsets));
        return Optional.of(new Fit(head, scored.metrics(probabilities, thresholds, classes.examples()), "ridge: closed form"));
    }
}
