package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.Novelty;
import dev.regraft.head.Output;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ridge regression of one-hot targets: each label's score is 16 times its prediction, and the temperature is fitted on the scores left out.
 *
 * <p>The predictions hold how frequent each label is. For a balance by inverse frequency, T ln(n_k / n) is taken from the scores at their
 * temperature T, which divides the probabilities by the labels' shares, and the temperature is fitted again; the regression itself stays
 * as it is. Novelty is told by a discriminant of its own.
 */
record RidgeOfOneLabel(FeatureSpace space, Balance balance, TotalScatter all, LabelMeans classes, LabeledSample sample) implements Lesson {

    private static final double SCALE = 16;
    /** Without evidence, a label whose prediction is so much above those of all others is as probable as all of them. */
    private static final double EVEN = 0.2;

    /** Scores left out and what they are calibrated by, after something was taken from the score of each label. */
    private record Calibrated(ScoredExamples scored, double[] shift, Calibration calibration) {
    }

    static Lesson of(TrainingSet set, Hints hints, Balance balance) {
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        if (!LabelMeans.atLeastTwo(set.statistics(), weak)) {
            return Optional::empty;
        }
        TotalScatter all = TotalScatter.of(set.statistics(), weak);
        LabelMeans classes = LabelMeans.of(set.statistics(), weak, all);
        return new RidgeOfOneLabel(set.space(), balance, all, classes, LabeledSample.of(set.sample(), classes, all.frame(), all.centre()));
    }

    @Override
    public Optional<Fit> learn() {
        double[] shares = Arrays.stream(classes.counts()).map(count -> count / all.total()).toArray();
        Ridge ridge = new Ridge(all, classes.moments(1), shares, sample.examples(), targets());
        Ridge.Trial trial = ridge.best();
        Calibrated best = calibrated(trial);
        double[] slopes = new double[classes.size()];
        Arrays.fill(slopes, SCALE);
        Output output = new Output.SingleLabel(classes.labels(), (float) best.calibration.temperature());
        Head head = new Head(space, Algorithm.RIDGE.word(), output, Optional.empty(), ridge.linear(trial, slopes, best.shift), novelty());
        return Optional.of(new Fit(head, Assessment.ofLabel(best.scored, sample.singletons(), best.calibration, classes.examples()),
                "ridge: closed form", () -> best.scored.leftOut(sample.ids(), classes.labels(), best.calibration.temperature())));
    }

    private double[][] targets() {
        double[][] targets = new double[sample.size()][classes.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i][sample.labels()[i]] = 1;
        }
        return targets;
    }

    private Calibrated calibrated(Ridge.Trial trial) {
        Calibrated plain = shifted(trial, 0, SCALE * EVEN / StrictMath.log(classes.size()));
        if (balance == Balance.NONE) {
            return plain;
        }
        double temperature = plain.calibration.temperature();
        Calibrated equal = shifted(trial, temperature, temperature);
        boolean equalIsBetter = sample.size() > 0 && equal.calibration.logLoss() < plain.calibration.logLoss();
        return balance == Balance.INVERSE_FREQUENCY || equalIsBetter ? equal : plain;
    }

    /** With {@code factor · ln(n_k / n)} taken from the scores, of an example's own label that without the example. */
    private Calibrated shifted(Ridge.Trial trial, double factor, double start) {
        double[] shift = Arrays.stream(classes.logShares()).map(log -> -factor * log).toArray();
        double[][] scores = new double[sample.size()][classes.size()];
        for (int i = 0; i < scores.length; i++) {
            int own = sample.labels()[i];
            for (int k = 0; k < shift.length; k++) {
                scores[i][k] = SCALE * trial.leftOut()[i][k] + shift[k];
            }
            scores[i][own] -= factor * StrictMath.log1p(-sample.weights()[i] / classes.counts()[own]);
        }
        ScoredExamples scored = new ScoredExamples(scores, sample.labels(), sample.weights());
        return new Calibrated(scored, shift, Calibration.fit(scored, start));
    }

    private Optional<Novelty> novelty() {
        Scatter scatter = Scatter.of(all, classes);
        return Discriminant.noveltyOf(scatter, new LeaveOneOut(scatter, sample));
    }
}
