package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ridge regression of targets 1 and −1 for each label that an input has and has not, turned into probabilities and thresholds by what it
 * predicts of examples left out ({@link ScoredLabels}).
 */
record RidgeOfLabels(FeatureSpace space, TotalScatter all, LabelMeans classes, CentredSample sample, double[][] targets) implements Lesson {

    /** A lesson of nothing, where no label is had by some examples or hints and not by others. */
    static Lesson of(TrainingSet set, Hints hints) {
        Optional<RidgeOfLabels> ridge = of(set, HintEvidence.weakExamples(hints, set));
        return ridge.isPresent() ? ridge.get() : Optional::empty;
    }

    /** Empty where no label is had by some examples and not by others. */
    static Optional<RidgeOfLabels> of(TrainingSet set, List<WeakExample> weak) {
        if (set.statistics().all().weight64() == 0 && weak.isEmpty()) {
            return Optional.empty();
        }
        TotalScatter all = TotalScatter.of(set.statistics(), weak);
        LabelMeans classes = LabelMeans.of(set.statistics(), weak, all);
        if (LabelShares.of(classes, all.total()).tellNothing()) {
            return Optional.empty();
        }
        List<Example> sample = set.sample();
        return Optional.of(new RidgeOfLabels(set.space(), all, classes, CentredSample.of(sample, all.frame(), all.centre()), targets(sample, classes)));
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
        Ridge ridge = ridge();
        return Optional.of(fit(ridge, ridge.best(), "ridge: closed form"));
    }

    Ridge ridge() {
        return ridge(all, classes, sample, targets);
    }

    /**
     * Of these targets.
     *
     * @param classes of the labels that have weight in {@code all}
     */
    static Ridge ridge(TotalScatter all, LabelMeans classes, CentredSample sample, double[][] targets) {
        double[] means = Arrays.stream(classes.counts()).map(weight -> 2 * weight / all.total() - 1).toArray();
        return new Ridge(all, classes.moments(2), means, sample, targets);
    }

    /** The labels, and how many examples have them. */
    LabelShares shares() {
        return LabelShares.of(classes, all.total());
    }

    /** @param trial one of that ridge */
    Fit fit(Ridge ridge, Ridge.Trial trial, String reason) {
        ScoredLabels scored = new ScoredLabels(trial.leftOut(), targets, sample.weights(), classes.size());
        Platt[] platts = shares().judge(scored, Platt.DEFAULT).platts();
        double[] slopes = Arrays.stream(platts).mapToDouble(Platt::slope).toArray();
        double[] offsets = Arrays.stream(platts).mapToDouble(Platt::offset).toArray();
        return shares().fit(space, Algorithm.RIDGE, scored, platts, ridge.linear(trial, slopes, offsets), reason);
    }
}
