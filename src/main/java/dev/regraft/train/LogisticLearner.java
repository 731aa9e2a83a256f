package dev.regraft.train;

import dev.regraft.head.Novelty;
import java.util.List;
import java.util.Optional;

/**
 * Multinomial logistic regression on centred features, penalised as {@link LogisticSearch} finds best. The head tells novelty by the
 * {@linkplain Discriminant#noveltyOf discriminant} of the same examples.
 *
 * @param balance how much frequent labels count
 */
public record LogisticLearner(Balance balance) implements Learner {

    @Override
    public Algorithm algorithm() {
        return Algorithm.LOGISTIC;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        if (!LabelMeans.atLeastTwo(set.statistics(), weak)) {
            return Optional::empty;
        }
        Scatter scatter = Scatter.of(set.statistics(), weak);
        LeaveOneOut leaveOneOut = new LeaveOneOut(scatter, set.sample());
        Kept kept = set.keep();
        return () -> {
            try (kept; Crew crew = Crew.ofProcessors()) {
                Optional<Novelty> novelty = Discriminant.noveltyOf(scatter, leaveOneOut);
                return LogisticStudy.of(kept, weak, balance, crew).map(study -> study.fit(novelty, study.reason()));
            }
        };
    }
}
