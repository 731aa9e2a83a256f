package dev.regraft.train;

import dev.regraft.feature.Features;

/** Count, weight and feature sum of the examples of one label: integers, so adding and removing in any order is exact. */
final class LabelSum {

    private final String label;
    private final long[] sum;
    private long examples;
    private long weight64;

    LabelSum(String label, int dimension) {
        this.label = label;
        this.sum = new long[dimension];
    }

    /** Adds an example, or removes one if {@code sign} is −1. */
    void add(int sign, int exampleWeight64, Features features) {
        examples += sign;
        weight64 += sign * exampleWeight64;
        long factor = (long) sign * exampleWeight64;
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * features.fixedPoint(i);
        }
    }

    String label() {
        return label;
    }

    long examples() {
        return examples;
    }

    /** Sum of the weights, in 1/64. */
    long weight64() {
        return weight64;
    }

    /** The i-th component of Σ weight64 · x, in 2^-14 · 1/64. */
    long sum(int i) {
        return sum[i];
    }

    /** All components of {@link #sum(int)}, rounded where beyond 2^53. */
    double[] sums() {
        double[] sums = new double[sum.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sum[i];
        }
        return sums;
    }
}
