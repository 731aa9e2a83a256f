package dev.regraft.train;

import dev.regraft.head.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * What the features of a backbone tell of labels, on examples left out of learning one by one.
 *
 * @param examples how many were asked, m
 * @param looAccuracy share that the best discriminant is right of without knowing them, in [0, 1]
 * @param looInterval where that share lies with 95 % confidence in examples to come
 * @param majorityAccuracy share that have the most frequent label, in [0, 1]
 * @param shuffledAccuracy share that a ridge regression is right of when labels are shuffled, the mean; see {@link PermutationTest}
 * @param pValue how probable it is that shuffled labels do as well as the true ones
 * @param words the same examples by their mere words; null if fewer than ten have texts
 */
public record BackboneExam(int examples, double looAccuracy, Metrics.Interval looInterval, double majorityAccuracy,
        double shuffledAccuracy, double pValue, Words words) {

    private static final int FEWEST_TEXTS = 10;

    /**
     * Word counts against the head, on the examples that have texts.
     *
     * @param examples how many those are
     * @param accuracy share that word counts are right of without knowing them; see {@link WordCounts}
     * @param onlyWords of how many word counts are right and the head is not
     * @param onlyHead of how many the head is right and word counts are not
     */
    public record Words(int examples, double accuracy, int onlyWords, int onlyHead) {
    }

    /**
     * Seconds of one processor for thousands of examples.
     *
     * @param set of two labels or more, at least ten examples of it {@linkplain ExamSet#answerable() answerable}
     */
    public static BackboneExam of(ExamSet set) {
        int asked = set.asked();
        BitSet right = HeadExam.right(set);
        double accuracy = right.cardinality() / (double) asked;
        int[] given = Arrays.copyOf(set.given(), asked);
        int[] counts = new int[set.labels().size()];
        Arrays.stream(given).forEach(label -> counts[label]++);
        PermutationTest test = PermutationTest.of(set.vectors(asked), given, counts.length);
        return new BackboneExam(asked, accuracy, Assessment.interval(accuracy, asked),
                Arrays.stream(counts).max().orElseThrow() / (double) asked, test.shuffled(), test.pValue(), words(set, right));
    }

    private static Words words(ExamSet set, BitSet headRight) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (set.texts().get(i) != null) {
                places.add(i);
            }
        }
        int asked = (int) places.stream().filter(place -> place < set.asked()).count();
        if (asked < FEWEST_TEXTS) {
            return null;
        }
        List<String> texts = places.stream().map(place -> Objects.requireNonNull(set.texts().get(place))).toList();
        int[] given = places.stream().mapToInt(place -> set.given()[place]).toArray();
        BitSet wordsRight = new WordCounts(texts, given, set.labels().size()).right(asked);
        int onlyWords = 0;
        int onlyHead = 0;
        for (int i = 0; i < asked; i++) {
            boolean head = headRight.get(places.get(i));
            onlyWords += wordsRight.get(i) && !head ? 1 : 0;
            onlyHead += head && !wordsRight.get(i) ? 1 : 0;
        }
        return new Words(asked, wordsRight.cardinality() / (double) asked, onlyWords, onlyHead);
    }
}
