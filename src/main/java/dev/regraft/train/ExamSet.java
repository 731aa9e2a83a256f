package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Labeled examples as a backbone is examined by them: n of them in a shuffled order that depends on which they are alone, not on how they
 * were listed.
 *
 * <p>Of more than {@value #MOST_LEARNED} examples those count whose vectors have the smallest hashes; the first {@value #MOST_ASKED} of
 * them are asked what their label is.
 *
 * @param features n vectors of one length d
 * @param texts what the vectors were made of, n; null where that is not known
 * @param labels C of them, sorted
 * @param given index of each example's label, n
 * @param counts how many examples each label has, C
 */
public record ExamSet(List<Features> features, List<String> texts, List<String> labels, int[] given, int[] counts) {

    /** Examples that heads are learned from. */
    public static final int MOST_LEARNED = 10_000;
    /** Examples that are left out of learning, each by itself. */
    public static final int MOST_ASKED = 2_000;

    private static final long MIX = 0xff51afd7ed558ccdL;

    /**
     * @param features any number of vectors, all of the same dimension
     * @param labels of each one
     * @param texts of each one; null where it is not known
     * @throws IllegalArgumentException if the three are not of one length
     */
    public static ExamSet of(List<Features> features, List<String> labels, List<String> texts) {
        if (labels.size() != features.size() || texts.size() != features.size()) {
            throw new IllegalArgumentException("labels and texts must be as many as vectors, " + features.size() + ": " + labels.size()
                    + " and " + texts.size());
        }
        long[] hashes = features.stream().mapToLong(ExamSet::hash).toArray();
        Comparator<Integer> order = Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparing(labels::get)
                .thenComparing(texts::get, Comparator.nullsFirst(Comparator.naturalOrder()));
        List<Integer> first = IntStream.range(0, hashes.length).boxed().sorted(order).limit(MOST_LEARNED).toList();
        return inOrder(first.stream().map(features::get).toList(), first.stream().map(labels::get).toList(),
                Arrays.asList(first.stream().map(texts::get).toArray(String[]::new)));
    }

    private static ExamSet inOrder(List<Features> features, List<String> labels, List<String> texts) {
        List<String> distinct = List.copyOf(new TreeSet<>(labels));
        int[] given = labels.stream().mapToInt(label -> Collections.binarySearch(distinct, label)).toArray();
        int[] counts = new int[distinct.size()];
        for (int label : given) {
            counts[label]++;
        }
        return new ExamSet(features, texts, distinct, given, counts);
    }

    private static long hash(Features features) {
        long hash = MIX;
        for (int j = 0; j < features.dimension(); j++) {
            hash = (hash ^ features.fixedPoint(j)) * MIX;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** n. */
    public int size() {
        return given.length;
    }

    /** How many of them, the first ones, are asked. */
    public int asked() {
        return Math.min(given.length, MOST_ASKED);
    }

    /** How many of those asked have a label that others have too: of the others, no head that does not know them can be right. */
    public int answerable() {
        return (int) Arrays.stream(given, 0, asked()).filter(label -> counts[label] > 1).count();
    }

    /**
     * Disjoint sets of at most so many examples of each label, as many of them as there are, but not more than {@code most}; each has two labels
     * or more. Examples without texts are left aside.
     */
    List<ExamSet> small(int each, int most) {
        int[] seen = new int[labels.size()];
        List<List<Integer>> places = IntStream.range(0, most).mapToObj(_ -> (List<Integer>) new ArrayList<Integer>()).toList();
        for (int i = 0; i < asked(); i++) {
            int at = texts.get(i) == null ? most : seen[given[i]]++ / each;
            if (at < most) {
                places.get(at).add(i);
            }
        }
        return places.stream().map(some -> inOrder(some.stream().map(features::get).toList(),
                some.stream().map(i -> labels.get(given[i])).toList(), some.stream().map(texts::get).toList()))
                .filter(set -> set.labels().size() > 1).toList();
    }

    /** d. */
    int dimension() {
        return features.getFirst().dimension();
    }

    /** The vectors from one place up to another in real numbers, row by row. */
    double[][] vectors(int from, int to) {
        double[][] vectors = new double[to - from][dimension()];
        for (int i = 0; i < vectors.length; i++) {
            features.get(from + i).toIntegers(vectors[i], 0);
            Axpy.scale(vectors[i], TotalScatter.FEATURE_STEP, 0, vectors[i].length);
        }
        return vectors;
    }
}
