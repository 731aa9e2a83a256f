package dev.regraft.train;

import dev.regraft.head.Novelty;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The relative Mahalanobis distances r of known examples from heads that did not know them.
 *
 * @param distances r, m
 * @param weights m, positive
 */
record KnownDistances(double[] distances, double[] weights) {

    /**
     * The quantiles of r at {@link Novelty#QUANTILES} equally spaced probabilities, ascending.
     *
     * <p>The i-th smallest of m equal weights stands at i / (m + 1), the chance that one more known example lies below it; unequal weights
     * share their sum plus their mean in the same way. Linear in between, constant outside.
     */
    float[] quantiles() {
        int[] order = IntStream.range(0, distances.length).boxed().sorted(Comparator.comparingDouble(i -> distances[i]))
                .mapToInt(i -> i).toArray();
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        total += total / weights.length;
        float[] quantiles = new float[Novelty.QUANTILES];
        int next = 0;
        double below = weights[order[0]];
        for (int i = 0; i < quantiles.length; i++) {
            double position = total * i / (quantiles.length - 1);
            while (next + 1 < order.length && position > below) {
                below += weights[order[++next]];
            }
            quantiles[i] = toFloat(at(order, next, below, position));
        }
        return quantiles;
    }

    /** r at a position up to where the weight {@code below} of the smallest ends, by the line from the one before. */
    private double at(int[] order, int next, double below, double position) {
        double upper = distances[order[next]];
        if (next == 0) {
            return upper;
        }
        double lower = distances[order[next - 1]];
        double before = Math.max(0, (below - position) / weights[order[next]]);
        return upper - before * (upper - lower);
    }

    private static float toFloat(double r) {
        return (float) Math.clamp(r, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
