package dev.regraft.train;

import dev.regraft.head.Metrics;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the features of a backbone tell of labels, by examples that were each left out of learning.
 *
 * @param examples how many were asked, m
 * @param looAccuracy share that the best discriminant is right of without knowing them, in [0, 1]
 * @param looInterval where that share lies with 95 % confidence in examples to come
 * @param neighbourAccuracy share that have the label of their nearest neighbour; see {@link Neighbours}
 * @param majorityAccuracy share that have the most frequent label
 * @param simpleAccuracy share that a simple head is right of which gives all labels the same chance, the mean over labels; see
 *     {@link PermutationTest}
 * @param shuffledAccuracy the same when the labels are shuffled, on average
 * @param pValue how probable shuffled labels are to do as well as the true ones
 * @param words word counts on the same examples; null if fewer than {@value #FEWEST} of them have texts
 * @param fewWords the same where all are learned from {@value #FEW} examples of each label; null where {@code words} is
 */
public record BackboneExam(int examples, double looAccuracy, Metrics.Interval looInterval, double neighbourAccuracy,
        double majorityAccuracy, double simpleAccuracy, double shuffledAccuracy, double pValue, Words words, Words fewWords) {

    /** Fewest examples that an exam makes sense of. */
    public static final int FEWEST = 20;
    /** Examples of each label in a small set. */
    public static final int FEW = 8;

    private static final int MOST_SMALL = 8;

    /**
     * Word counts against the better of the head and the neighbours, on the examples that have texts.
     *
     * @param examples how many those are
     * @param accuracy share that word counts are right of without knowing them; see {@link WordCounts}
     * @param backboneAccuracy share that the better of the backbone's two is right of
     * @param onlyWords of how many word counts are right and the backbone's is not
     * @param onlyBackbone of how many the backbone's is right and word counts are not
     */
    public record Words(int examples, double accuracy, double backboneAccuracy, int onlyWords, int onlyBackbone) {
    }

    /**
     * Examines; takes seconds of one processor for thousands of examples.
     *
     * @param set of two labels or more
     */
    public static BackboneExam of(ExamSet set) {
        int asked = set.asked();
        int[] given = Arrays.copyOf(set.given(), asked);
        BitSet head = HeadExam.right(set);
        BitSet neighbours = Neighbours.right(set);
        PermutationTest test = PermutationTest.of(set.vectors(0, asked), given, set.labels().size());
        double accuracy = share(head.cardinality(), asked);
        return new BackboneExam(asked, accuracy, Assessment.interval(accuracy, asked), share(neighbours.cardinality(), asked),
                share(mostFrequent(given), asked), test.observed(), test.shuffled(), test.pValue(), words(set, head, neighbours),
                fewWords(set));
    }

    private static double share(int part, int whole) {
        return part / (double) whole;
    }

    private static int mostFrequent(int[] given) {
        int[] counts = new int[Arrays.stream(given).max().orElseThrow() + 1];
        Arrays.stream(given).forEach(label -> counts[label]++);
        return Arrays.stream(counts).max().orElseThrow();
    }

    private static Words words(ExamSet set, BitSet head, BitSet neighbours) {
        int[] places = IntStream.range(0, set.size()).filter(i -> set.texts().get(i) != null).toArray();
        int asked = (int) Arrays.stream(places).filter(place -> place < set.asked()).count();
        if (asked < FEWEST) {
            return null;
        }
        List<String> texts = Arrays.stream(places).mapToObj(set.texts()::get).toList();
        int[] given = Arrays.stream(places).map(place -> set.given()[place]).toArray();
        WordCounts counts = new WordCounts(texts, given, set.labels().size());
        Duel duel = new Duel();
        duel.add(asked, of(places, asked, head), of(places, asked, neighbours), counts.right(asked, true), counts.right(asked, false));
        return duel.words();
    }

    /** Learned from few examples of each label: what a backbone knows beforehand shows there. */
    private static Words fewWords(ExamSet set) {
        Duel duel = new Duel();
        for (ExamSet small : set.small(FEW, MOST_SMALL)) {
            WordCounts counts = new WordCounts(small.texts(), small.given(), small.labels().size());
            duel.add(small.asked(), HeadExam.right(small), Neighbours.right(small), counts.right(small.asked(), true),
                    counts.right(small.asked(), false));
        }
        return duel.asked < FEWEST ? null : duel.words();
    }

    /** What is right at the first places. */
    private static BitSet of(int[] places, int count, BitSet right) {
        BitSet picked = new BitSet();
        for (int i = 0; i < count; i++) {
            picked.set(i, right.get(places[i]));
        }
        return picked;
    }

    /** Two ways of the backbone against two of word counts: the better of each on all examples together. */
    private static final class Duel {

        private final BitSet[] backbone = {new BitSet(), new BitSet()};
        private final BitSet[] words = {new BitSet(), new BitSet()};
        private int asked;

        void add(int count, BitSet head, BitSet neighbours, BitSet even, BitSet shared) {
            for (int i = 0; i < count; i++) {
                backbone[0].set(asked, head.get(i));
                backbone[1].set(asked, neighbours.get(i));
                words[0].set(asked, even.get(i));
                words[1].set(asked, shared.get(i));
                asked++;
            }
        }

        Words words() {
            BitSet best = better(backbone);
            BitSet bestWords = better(words);
            BitSet both = (BitSet) bestWords.clone();
            both.and(best);
            return new Words(asked, share(bestWords.cardinality(), asked), share(best.cardinality(), asked),
                    bestWords.cardinality() - both.cardinality(), best.cardinality() - both.cardinality());
        }

        private static BitSet better(BitSet[] two) {
            return two[0].cardinality() >= two[1].cardinality() ? two[0] : two[1];
        }
    }
}
