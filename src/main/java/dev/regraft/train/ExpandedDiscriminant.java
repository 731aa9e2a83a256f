package dev.regraft.train;

import dev.regraft.head.Expansion;
import dev.regraft.head.Head;
import dev.regraft.head.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A discriminant of random features in place of the features: the same statistics, of wider vectors (after RanPAC; see {@link Expansion}).
 */
final class ExpandedDiscriminant {

    /** Of the signs of random features. */
    static final long SEED = 1;

    private final Expansion expansion;
    private final FoldedDiscriminant folded;
    private final Scatter scatter;
    private final LeaveOneOut leaveOneOut;

    ExpandedDiscriminant(Expansion expansion, LogisticStudy study, Kept kept, List<WeakExample> weak) {
        this.expansion = expansion;
        List<WeakExample> wideWeak = weak.stream()
                .map(example -> new WeakExample(example.label(), example.weight64(), expansion.of(example.features()))).toList();
        this.folded = new FoldedDiscriminant(study, i -> expanded(kept.example(i)), wideWeak, expansion.width());
        this.scatter = Scatter.of(folded.statistics(), wideWeak);
        this.leaveOneOut = new LeaveOneOut(scatter, sample(kept));
    }

    private Example expanded(Example example) {
        return example.with(expansion.of(example.features()));
    }

    /** The first ones of positive weight, as {@link Sample} has them. */
    private List<Example> sample(Kept kept) {
        List<Example> sample = new ArrayList<>();
        for (int i = 0; i < kept.size() && sample.size() < TrainingSet.SAMPLE_SIZE; i++) {
            if (kept.weight64(i) > 0) {
                sample.add(expanded(kept.example(i)));
            }
        }
        return sample;
    }

    /** The one of least left-out log loss. */
    CalibratedDiscriminant best(Balance balance) {
        return CalibratedDiscriminant.best(Discriminant.GRID, scatter, leaveOneOut, balance);
    }

    /** What it scores examples that it has not learned. */
    HeldOut heldOut(CalibratedDiscriminant like) throws InterruptedException {
        return folded.heldOut(like);
    }

    /** The head, at the temperature that the examples held out ask for. */
    Fit fit(CalibratedDiscriminant found, LogisticStudy study, HeldOut heldOut, HeldOut.Judgement judgement, String reason) {
        Output output = new Output.SingleLabel(scatter.labels(), (float) judgement.temperature());
        Head head = new Head(study.space(), Algorithm.LDA.word(), output, Optional.of(expansion), found.discriminant().linear(found.balance()),
                found.discriminant().novelty(found.balance()));
        return new Fit(head, study.metrics(heldOut, judgement), reason, study.leftOut(heldOut, judgement));
    }
}
