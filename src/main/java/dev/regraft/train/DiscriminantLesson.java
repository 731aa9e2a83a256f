package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.Output;
import java.util.List;
import java.util.Optional;

/** A head that is the best of some discriminants of a set. */
record DiscriminantLesson(FeatureSpace space, Algorithm algorithm, double[] grid, Balance balance, Scatter scatter, LeaveOneOut leaveOneOut)
        implements Lesson {

    /** A lesson of nothing, where there are fewer than two labels with examples or hints. */
    static Lesson of(TrainingSet set, Hints hints, Algorithm algorithm, double[] grid, Balance balance) {
        Optional<DiscriminantLesson> prepared = prepared(set, HintEvidence.weakExamples(hints, set), algorithm, grid, balance);
        return prepared.isEmpty() ? Optional::empty : prepared.get();
    }

    /** Empty where there are fewer than two labels with examples. */
    static Optional<DiscriminantLesson> prepared(TrainingSet set, List<WeakExample> weak, Algorithm algorithm, double[] grid, Balance balance) {
        if (!LabelMeans.atLeastTwo(set.statistics(), weak)) {
            return Optional.empty();
        }
        Scatter scatter = Scatter.of(set.statistics(), weak);
        return Optional.of(new DiscriminantLesson(set.space(), algorithm, grid, balance, scatter, new LeaveOneOut(scatter, set.sample())));
    }

    @Override
    public Optional<Fit> learn() {
        return Optional.of(fit(best(), algorithm.word() + ": closed form"));
    }

    /** The best of them. */
    CalibratedDiscriminant best() {
        return CalibratedDiscriminant.best(grid, scatter, leaveOneOut, balance);
    }

    /** The head that one of them is. */
    Fit fit(CalibratedDiscriminant best, String reason) {
        Output output = new Output.SingleLabel(scatter.labels(), (float) best.calibration().temperature());
        Head head = new Head(space, algorithm.word(), output, Optional.empty(), best.discriminant().linear(best.balance()),
                best.discriminant().novelty(best.balance()));
        return new Fit(head, Assessment.ofLabel(best.scored(), leaveOneOut.sample().singletons(), best.calibration(),
                scatter.classes().examples()), reason, () -> best.scored().leftOut(leaveOneOut.sample().ids(), scatter.labels(),
                best.calibration().temperature()));
    }
}
