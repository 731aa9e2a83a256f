package dev.regraft.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The better of two heads that tell every label by itself, by what each scores the same examples when it has not learned them: ridge
 * regression, unless logistic regression has a lower calibrated log loss.
 */
public record AutoLabelsLearner() implements Learner {

    @Override
    public Algorithm algorithm() {
        return Algorithm.AUTO;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        Optional<RidgeOfLabels> ridge = RidgeOfLabels.of(set, weak);
        if (ridge.isEmpty()) {
            return Optional::empty;
        }
        Kept kept = set.keep();
        return () -> {
            try (kept; Crew crew = Crew.ofProcessors()) {
                return Optional.of(better(kept, weak, ridge.get(), crew));
            }
        };
    }

    private static Fit better(Kept kept, List<WeakExample> weak, RidgeOfLabels labels, Crew crew) throws InterruptedException {
        Ridge ridge = labels.ridge();
        Ridge.Trial trial = ridge.best();
        LogisticOfLabels logistic = LogisticOfLabels.of(kept, weak, crew).orElseThrow();
        if (logistic.heldOut() < Assessment.FROM) {
            return labels.fit(ridge, trial, "ridge: too few examples to try another");
        }
        ScoredLabels folded = new FoldedRidge(logistic, kept, weak).heldOut(trial.share());
        double fast = labels.shares().judge(folded, Platt.DEFAULT).logLoss();
        double slow = logistic.result().judgement().logLoss();
        String compared = String.format(Locale.ROOT, ", by calibrated log loss on %d examples held out: ridge %.3g, logistic %.3g",
                logistic.heldOut(), fast, slow);
        return slow < fast ? logistic.fit(logistic.reason() + compared) : labels.fit(ridge, trial, "ridge" + compared);
    }
}
