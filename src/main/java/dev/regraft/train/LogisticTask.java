package dev.regraft.train;

import java.util.ArrayList;
import java.util.List;

/**
 * What a logistic regression is to tell: for each row of the design its labels and weight.
 *
 * @param labels indices of the labels of each row, n; exactly one of each unless {@code many}
 * @param weights of the rows, n, not negative
 * @param classes C, how many labels there are
 * @param many whether a row may have any number of labels: each is told by itself, by a sigmoid; otherwise one of all, by a softmax
 */
record LogisticTask(Design design, int[][] labels, float[] weights, int classes, boolean many) {

    /** Rows {@code from} to {@code to} − 1. */
    record Span(int from, int to) {

        int size() {
            return to - from;
        }
    }

    /** All rows but those from {@code heldFrom} to {@code heldTo} − 1, in order, in spans of {@code size} rows at most. */
    List<Span> without(int heldFrom, int heldTo, int size) {
        List<Span> spans = new ArrayList<>();
        split(0, heldFrom, size, spans);
        split(heldTo, design.rows(), size, spans);
        return spans;
    }

    private static void split(int from, int to, int size, List<Span> spans) {
        for (int next = from; next < to; next += size) {
            spans.add(new Span(next, Math.min(to, next + size)));
        }
    }

    /** Weights of so many rows, from the first on. */
    double[] firstWeights(int count) {
        double[] first = new double[count];
        for (int i = 0; i < count; i++) {
            first[i] = weights[i];
        }
        return first;
    }

    /** Weight of all rows in those spans. */
    double weight(List<Span> spans) {
        double sum = 0;
        for (Span span : spans) {
            for (int i = span.from(); i < span.to(); i++) {
                sum += weights[i];
            }
        }
        return sum;
    }
}
