package dev.regraft.train;

import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Which examples the real head is right of without knowing them: the discriminant of all examples of a set, its shrinkage and priors tuned on
 * the first {@value TrainingSet#SAMPLE_SIZE} as always ({@link CalibratedDiscriminant}), then left-out scores of all that are asked, some at
 * a time.
 */
final class HeadExam {

    /** Examples whose scores are made together. */
    private static final int CHUNK = 256;

    private HeadExam() {
    }

    /** @param set of two labels or more */
    static BitSet right(ExamSet set) {
        Statistics statistics = new Statistics(set.dimension());
        List<Example> asked = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            Example example = Example.of(Integer.toString(i), new Target.Label(set.labels().get(set.given()[i])), 1, Map.of(),
                    set.features().get(i));
            statistics.add(example);
            if (i < set.asked() && set.counts()[set.given()[i]] > 1) {
                asked.add(example);
                places.add(i);
            }
        }
        Scatter scatter = Scatter.of(statistics);
        LeaveOneOut tuning = new LeaveOneOut(scatter, asked.subList(0, Math.min(asked.size(), TrainingSet.SAMPLE_SIZE)));
        CalibratedDiscriminant tuned = CalibratedDiscriminant.best(Discriminant.GRID, scatter, tuning, Balance.AUTO);
        BitSet right = new BitSet();
        for (int from = 0; from < asked.size(); from += CHUNK) {
            int to = Math.min(from + CHUNK, asked.size());
            LeaveOneOut leaveOneOut = new LeaveOneOut(scatter, asked.subList(from, to));
            double epsilon = tuned.discriminant().shrinkage().epsilon();
            ScoredExamples scored = Discriminant.of(epsilon, scatter, leaveOneOut).scored(tuned.balance());
            for (int i = from; i < to; i++) {
                right.set(places.get(i), scored.isRight(i - from));
            }
        }
        return right;
    }
}
