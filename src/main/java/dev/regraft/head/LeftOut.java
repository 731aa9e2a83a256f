package dev.regraft.head;

import java.util.List;

/**
 * What heads that did not know them make of the examples of a single-label task: each was left out of learning, by itself or with its fold.
 * In an order that depends on the set alone.
 *
 * @param ids of the m examples
 * @param labels C of them, sorted
 * @param given index of the label that each example has, m
 * @param weights how much each counts, m, positive
 * @param probabilities calibrated, m × C
 */
public record LeftOut(List<String> ids, List<String> labels, int[] given, double[] weights, float[][] probabilities) {

    public LeftOut {
        Linear.requireLength("labels given", given.length, ids.size());
        Linear.requireLength("weights", weights.length, ids.size());
        Linear.requireLength("probabilities", probabilities.length, ids.size());
        ids = List.copyOf(ids);
        labels = List.copyOf(labels);
    }

    /** m. */
    public int size() {
        return given.length;
    }

    /** Index of the most probable label of an example; of equal ones the first. */
    public int best(int example) {
        float[] row = probabilities[example];
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    /** Whether the most probable label of an example is the one that it has. */
    public boolean isRight(int example) {
        return best(example) == given[example];
    }
}
