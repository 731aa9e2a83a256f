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
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        if (!LabelMeans.atLeastTwo(set.statistics(), weak)) {
            return Optional::empty;
        }
        Scatter scatter = Scatter.of(set.statistics(), weak);
        return new DiscriminantLesson(set.space(), algorithm, grid, balance, scatter, new LeaveOneOut(scatter, set.sample()));
    }

    @Override
    public Optional<Fit> learn() {
        CalibratedDiscriminant best = CalibratedDiscriminant.best(grid, scatter, leaveOneOut, balance);
        Output output = new Output.SingleLabel(scatter.labels(), (float) best.calibration().temperature());
        Head head = new Head(space, algorithm.word(), output, Optional.empty(), best.discriminant().linear(best.balance()),
                best.discriminant().novelty(best.balance()));
        return Optional.of(new Fit(head, Assessment.ofLabel(best.scored(), leaveOneOut.sample().singletons(), best.calibration(),
                scatter.classes().examples()), algorithm.word() + ": closed form"));
    }
}
