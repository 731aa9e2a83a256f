package dev.regraft.train;

import dev.regraft.head.Linear;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What discriminants learned without some folds score these: exactly, by taking the examples out of the statistics and putting them back. The
 * folds, and how many of them are held out, are those of a logistic regression, so that the scores compare.
 */
final class FoldedDiscriminant {

    private final LogisticStudy study;
    private final IntFunction<Example> examples;
    private final List<WeakExample> weak;
    private final Statistics statistics;

    /**
     * @param examples the kept example of an index
     * @param weak examples that are never held out
     * @param dimension of their vectors
     */
    FoldedDiscriminant(LogisticStudy study, IntFunction<Example> examples, List<WeakExample> weak, int dimension) {
        this.study = study;
        this.examples = place -> examples.apply(study.examples()[place]);
        this.weak = weak;
        this.statistics = new Statistics(dimension);
        for (int place = 0; place < study.examples().length; place++) {
            statistics.add(this.examples.apply(place));
        }
    }

    /** Of all examples, those held out included. */
    Statistics statistics() {
        return statistics;
    }

    /**
     * The scores that discriminants of the same shrinkage and balance give the examples held out.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    HeldOut heldOut(CalibratedDiscriminant like) throws InterruptedException {
        HeldOut others = study.result().heldOut();
        float[] scores = new float[others.size() * study.labels().size()];
        for (int fold = 0; fold < study.folds().ends().length && study.folds().from(fold) < others.size(); fold++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            score(study.folds().from(fold), study.folds().ends()[fold], like, scores);
        }
        return new HeldOut(scores, others.labels(), others.weights(), others.singletonWeight());
    }

    private void score(int from, int to, CalibratedDiscriminant like, float[] scores) {
        for (int place = from; place < to; place++) {
            statistics.remove(examples.apply(place));
        }
        Scatter scatter = Scatter.of(statistics, weak);
        double epsilon = like.discriminant().shrinkage().epsilon();
        Linear linear = Discriminant.of(epsilon, scatter, new LeaveOneOut(scatter, List.of())).linear(like.balance());
        int classes = study.labels().size();
        for (int place = from; place < to; place++) {
            Example example = examples.apply(place);
            System.arraycopy(linear.of(example.features()), 0, scores, place * classes, classes);
            statistics.add(example);
        }
    }
}
