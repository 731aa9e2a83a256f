package dev.regraft.train;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the examples of each label are like on average, weak ones included. Labels whose weights add up to nothing are left out.
 *
 * @param labels C of them, sorted
 * @param examples how many real examples each has
 * @param counts n_k, the weight of each, positive
 * @param means C × d, each one's mean minus the centre
 */
record LabelMeans(List<String> labels, long[] examples, double[] counts, double[][] means) {

    /** @param centre m, d */
    static LabelMeans of(Statistics statistics, List<WeakExample> weak, double[] centre) {
        Map<String, WeakExample> hints = new HashMap<>();
        weak.forEach(example -> hints.put(example.label(), example));
        Map<String, LabelSum> sums = new TreeMap<>();
        weak.forEach(example -> sums.put(example.label(), new LabelSum(example.label(), centre.length)));
        statistics.labels().stream().filter(sum -> sum.weight64() > 0).forEach(sum -> sums.put(sum.label(), sum));
        long[] examples = sums.values().stream().mapToLong(LabelSum::examples).toArray();
        double[] counts = new double[examples.length];
        double[][] means = new double[examples.length][centre.length];
        int k = 0;
        for (LabelSum sum : sums.values()) {
            WeakExample hint = hints.get(sum.label());
            long weight64 = sum.weight64() + (hint == null ? 0 : hint.weight64());
            counts[k] = weight64 * TotalScatter.WEIGHT_STEP;
            for (int i = 0; i < centre.length; i++) {
                long total = sum.sum(i) + (hint == null ? 0 : (long) hint.weight64() * hint.features().fixedPoint(i));
                means[k][i] = total * TotalScatter.FEATURE_STEP / weight64 - centre[i];
            }
            k++;
        }
        return new LabelMeans(List.copyOf(sums.keySet()), examples, counts, means);
    }

    /** Whether there are two labels or more to tell apart. */
    static boolean atLeastTwo(Statistics statistics, List<WeakExample> weak) {
        Set<String> labels = statistics.learnedLabels();
        weak.forEach(example -> labels.add(example.label()));
        return labels.size() > 1;
    }

    int size() {
        return counts.length;
    }

    /** The index of a label; negative if it has no weight. */
    int indexOf(String label) {
        return Collections.binarySearch(labels, label);
    }

    /** Σ w x̃ t̃ᵀ of targets that are {@code step} greater where an example has a label than where it has not, d × C. */
    double[][] moments(double step) {
        double[][] moments = new double[means[0].length][counts.length];
        for (int k = 0; k < counts.length; k++) {
            for (int j = 0; j < moments.length; j++) {
                moments[j][k] = step * counts[k] * means[k][j];
            }
        }
        return moments;
    }

    /** ln of the shares of the labels. */
    double[] logShares() {
        double total = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> StrictMath.log(count / total)).toArray();
    }
}
