package dev.regraft.graft;

import dev.regraft.feature.Features;
import dev.regraft.quality.Mismatch;
import dev.regraft.train.BackboneExam;
import dev.regraft.train.ExamSet;
import java.util.ArrayList;
import java.util.List;

/** Whether a backbone's features have anything to say of the labels of a task. */
public final class BackboneSignal {

    private BackboneSignal() {
    }

    /**
     * Examines the features; takes seconds of one processor for thousands of examples. The answer depends on which examples there are, not
     * on their order.
     *
     * @param features vectors of one dimension
     * @param labels of each one
     * @param texts what each was made of; null where that is not known
     * @throws IllegalArgumentException if the three are not of one length
     */
    public static Mismatch check(List<Features> features, List<String> labels, List<String> texts) {
        ExamSet set = ExamSet.of(features, labels, texts);
        boolean enough = set.labels().size() > 1 && set.answerable() >= BackboneExam.FEWEST;
        return enough ? judged(set) : Mismatch.unknown(set.asked(), set.labels().size(), set.answerable());
    }

    /** @param set of two labels or more */
    static Mismatch judged(ExamSet set) {
        BackboneExam exam = BackboneExam.of(set);
        List<Mismatch.Words> words = new ArrayList<>();
        if (exam.words() != null) {
            words.add(words("all others", exam.words()));
        }
        if (exam.fewWords() != null) {
            words.add(words(BackboneExam.FEW + " of each label", exam.fewWords()));
        }
        return Mismatch.of(exam.examples(), exam.looAccuracy(), exam.looInterval(), exam.neighbourAccuracy(), exam.simpleAccuracy(),
                exam.shuffledAccuracy(), exam.pValue(), exam.majorityAccuracy(), words).onlyFrom(set.answerable());
    }

    private static Mismatch.Words words(String learnedFrom, BackboneExam.Words words) {
        return new Mismatch.Words(learnedFrom, words.examples(), words.accuracy(), words.backboneAccuracy(), words.onlyWords(),
                words.onlyBackbone());
    }
}
