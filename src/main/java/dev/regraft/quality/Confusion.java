package dev.regraft.quality;

import dev.regraft.head.LeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which labels heads take for which, of examples that they did not know.
 *
 * @param pairs the most confused ones, the most frequent first, at most {@value #MOST_PAIRS}
 * @param matrix all counts; null with more than {@value #MOST_LABELS} labels
 */
public record Confusion(List<Pair> pairs, Matrix matrix) {

    /** Most pairs that are told. */
    public static final int MOST_PAIRS = 50;
    /** Most labels of which all counts are told. */
    public static final int MOST_LABELS = 50;

    /**
     * A label that is taken for another.
     *
     * @param predicted what is predicted
     * @param count of how many examples of the label
     * @param examples how many the label has
     */
    public record Pair(String label, String predicted, long count, long examples) {
    }

    /**
     * How many examples of each label each label is predicted of.
     *
     * @param labels C, sorted
     * @param counts C × C: a row for each label that examples have, a column for each that is predicted
     */
    public record Matrix(List<String> labels, long[][] counts) {
    }

    public Confusion {
        pairs = List.copyOf(pairs);
    }

    /** Of those examples. */
    public static Confusion of(LeftOut leftOut) {
        int classes = leftOut.labels().size();
        Map<Long, Long> cells = new HashMap<>();
        long[] examples = new long[classes];
        for (int i = 0; i < leftOut.size(); i++) {
            examples[leftOut.given()[i]]++;
            cells.merge((long) leftOut.given()[i] * classes + leftOut.best(i), 1L, Long::sum);
        }
        List<Pair> pairs = new ArrayList<>();
        cells.forEach((cell, count) -> {
            int label = (int) (cell / classes);
            int predicted = (int) (cell % classes);
            if (label != predicted) {
                pairs.add(new Pair(leftOut.labels().get(label), leftOut.labels().get(predicted), count, examples[label]));
            }
        });
        pairs.sort(Comparator.comparingLong(Pair::count).reversed().thenComparing(Pair::label).thenComparing(Pair::predicted));
        return new Confusion(pairs.stream().limit(MOST_PAIRS).toList(), classes > MOST_LABELS ? null : matrix(leftOut.labels(), cells));
    }

    private static Matrix matrix(List<String> labels, Map<Long, Long> cells) {
        long[][] counts = new long[labels.size()][labels.size()];
        cells.forEach((cell, count) -> counts[(int) (cell / labels.size())][(int) (cell % labels.size())] = count);
        return new Matrix(labels, counts);
    }
}
