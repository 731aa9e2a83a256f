package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The examples of positive weight that a logistic regression is learned from, weak ones behind them.
 *
 * @param labels C of them, which at least one of these has, sorted
 * @param examples of the kept ones
 */
record LabeledRows(Kept kept, List<WeakExample> weak, List<String> labels, int[] examples) {

    /** All there are, in the order they are kept in. */
    static LabeledRows of(Kept kept, List<WeakExample> weak) {
        TreeSet<String> labels = new TreeSet<>();
        weak.forEach(example -> labels.add(example.label()));
        int[] examples = IntStream.range(0, kept.size()).filter(i -> kept.weight64(i) > 0).toArray();
        Arrays.stream(examples).forEach(i -> labels.addAll(kept.target(i).labels()));
        return new LabeledRows(kept, weak, List.copyOf(labels), examples);
    }

    int indexOf(String label) {
        return Collections.binarySearch(labels, label);
    }

    /** Indices of the labels of a kept example, ascending. */
    int[] labelsOf(int example) {
        return kept.target(example).labels().stream().mapToInt(this::indexOf).toArray();
    }

    /** The same, the i-th example being the one at place {@code order[i]} here. */
    LabeledRows in(int[] order) {
        return new LabeledRows(kept, weak, labels, Arrays.stream(order).map(place -> examples[place]).toArray());
    }

    /** @param many whether an example may have any number of labels */
    LogisticTask task(boolean many) {
        int rows = examples.length + weak.size();
        int[][] answers = new int[rows][];
        float[] weights = new float[rows];
        for (int row = 0; row < examples.length; row++) {
            answers[row] = labelsOf(examples[row]);
            weights[row] = kept.weight64(examples[row]) / (float) Example.WEIGHT_ONE;
        }
        for (int i = 0; i < weak.size(); i++) {
            answers[examples.length + i] = new int[] {indexOf(weak.get(i).label())};
            weights[examples.length + i] = weak.get(i).weight64() / (float) Example.WEIGHT_ONE;
        }
        Design design = new Design(kept, examples, weak.stream().map(WeakExample::features).toArray(Features[]::new));
        return new LogisticTask(design, answers, weights, labels.size(), many);
    }
}
