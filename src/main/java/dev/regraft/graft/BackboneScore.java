package dev.regraft.graft;

import dev.regraft.feature.Features;
import dev.regraft.head.Metrics;
import dev.regraft.quality.Mismatch;
import dev.regraft.train.BackboneExam;
import dev.regraft.train.ExamSet;
import dev.regraft.train.HScore;
import dev.regraft.train.LogMe;
import java.util.Comparator;
import java.util.List;

/**
 * How well a backbone suits labeled examples: by the accuracy of heads that did not know them, and by two formulas for a second opinion.
 *
 * @param fit the accuracies, and a warning where there is one
 * @param logMe mean log evidence of an example, in nats; see {@link LogMe}
 * @param hScore in [0, number of labels − 1]; see {@link HScore}
 */
public record BackboneScore(Mismatch fit, double logMe, double hScore) {

    /** Better ones first: by accuracy, then by log evidence. */
    public static final Comparator<BackboneScore> BEST_FIRST = Comparator.comparingDouble(BackboneScore::looAccuracy)
            .thenComparingDouble(BackboneScore::logMe).reversed();

    /** Fewest examples of labels that others have too. */
    public static final int FEWEST_EXAMPLES = BackboneExam.FEWEST;

    /**
     * Computes it; takes seconds of one processor for thousands of examples.
     *
     * @param features vectors of one dimension
     * @param labels of each one; two or more
     * @param texts what each was made of; null where that is not known
     */
    static BackboneScore of(List<Features> features, List<String> labels, List<String> texts) {
        ExamSet set = ExamSet.of(features, labels, texts);
        return new BackboneScore(BackboneSignal.judged(set), LogMe.of(set), HScore.of(set));
    }

    /** How many examples were left out, each by itself. */
    public int examples() {
        return fit.examples();
    }

    /** Share of them that the head is right of, in [0, 1]. */
    public double looAccuracy() {
        return fit.looAccuracy();
    }

    /** Where that share lies with 95 % confidence in examples to come. */
    public Metrics.Interval looInterval() {
        return fit.looInterval();
    }

    /** How probable shuffled labels are to do as well. */
    public double pValue() {
        return fit.pValue();
    }

    /** Share that have the most frequent label. */
    public double majorityAccuracy() {
        return fit.majorityAccuracy();
    }

    /** Share that simple word counts are right of; null where texts are not known. */
    public Double wordsAccuracy() {
        return fit.wordsAccuracy();
    }

    /** Why the backbone does not suit the examples; null if nothing speaks against it. */
    public String mismatch() {
        return fit.warning();
    }

    /** What cannot be said; null if all can. */
    public String note() {
        return fit.note();
    }
}
