package dev.regraft.train;

import dev.regraft.head.Kind;
import dev.regraft.head.Novelty;
import java.util.List;
import java.util.Optional;

/**
 * Logistic regression on centred features, penalised as {@link LogisticSearch} finds best: multinomial where inputs have one label each,
 * one for each label where they may have several. A head of one label tells novelty by the {@linkplain Discriminant#noveltyOf
 * discriminant} of the same examples.
 *
 * @param kind of question, not of a number
 * @param balance how much frequent labels count, of inputs that have one label each
 */
public record LogisticLearner(Kind kind, Balance balance) implements Learner {

    public LogisticLearner {
        if (!Algorithm.LOGISTIC.suits(kind)) {
            throw new IllegalArgumentException("kind must be one of labels: " + kind.word());
        }
    }

    /** Of one label for each input. */
    public LogisticLearner(Balance balance) {
        this(Kind.SINGLE_LABEL, balance);
    }

    public LogisticLearner(HeadSettings settings) {
        this(settings.kind(), settings.balance());
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.LOGISTIC;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        return kind == Kind.SINGLE_LABEL ? ofOneLabel(set, weak) : ofLabels(set, weak);
    }

    private Lesson ofOneLabel(TrainingSet set, List<WeakExample> weak) {
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

    private static Lesson ofLabels(TrainingSet set, List<WeakExample> weak) {
        Kept kept = set.keep();
        return () -> {
            try (kept; Crew crew = Crew.ofProcessors()) {
                return LogisticOfLabels.of(kept, weak, crew).map(study -> study.fit(study.reason()));
            }
        };
    }
}
