package dev.regraft.train;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Numbers that were found of examples left out, such as how novel each was or how wrong a prediction.
 *
 * @param values m, at least one
 * @param weights m, positive
 */
record Distribution(double[] values, double[] weights) {

    /**
     * The quantiles of probabilities 0, 1/steps, …, 1, ascending.
     *
     * <p>The i-th smallest of m equal weights stands at i / (m + 1), the chance that one more value lies below it; unequal weights
     * share their sum plus their mean in the same way. Linear in between, constant outside.
     */
    float[] quantiles(int steps) {
        int[] order = IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(i -> i).toArray();
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        total += total / weights.length;
        float[] quantiles = new float[steps + 1];
        int next = 0;
        double below = weights[order[0]];
        for (int i = 0; i < quantiles.length; i++) {
            double position = total * i / steps;
            while (next + 1 < order.length && position > below) {
                below += weights[order[++next]];
            }
            quantiles[i] = toFloat(at(order, next, below, position));
        }
        return quantiles;
    }

    /** The value at a position up to where the weight {@code below} of the smallest ends, by the line from the one before. */
    private double at(int[] order, int next, double below, double position) {
        double upper = values[order[next]];
        if (next == 0) {
            return upper;
        }
        double lower = values[order[next - 1]];
        double before = Math.max(0, (below - position) / weights[order[next]]);
        return upper - before * (upper - lower);
    }

    private static float toFloat(double value) {
        return (float) Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
