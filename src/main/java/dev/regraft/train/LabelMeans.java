package dev.regraft.train;

import java.util.Arrays;
import java.util.Collection;
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
 * @param means C × size, each one's mean minus the centre
 */
record LabelMeans(List<String> labels, long[] examples, double[] counts, double[][] means) {

    /** @param all the same examples together */
    static LabelMeans of(Statistics statistics, List<WeakExample> weak, TotalScatter all) {
        Map<String, WeakExample> hints = new HashMap<>();
        weak.forEach(example -> hints.put(example.label(), example));
        Map<String, LabelSum> sums = new TreeMap<>();
        weak.forEach(example -> sums.put(example.label(), new LabelSum(example.label(), statistics.dimension())));
        statistics.labels().stream().filter(sum -> sum.weight64() > 0).forEach(sum -> sums.put(sum.label(), sum));
        List<String> labels = List.copyOf(sums.keySet());
        long[] examples = sums.values().stream().mapToLong(LabelSum::examples).toArray();
        long[] weights64 = sums.values().stream().mapToLong(sum -> sum.weight64() + weight64(hints.get(sum.label()))).toArray();
        double[][] means = switch (all.frame()) {
            case Frame.AllFeatures _ -> ofFeatures(sums.values(), hints, weights64, all.centre());
            case Span span -> ofSpan(span, statistics, weak, labels, weights64, all.centre());
        };
        return new LabelMeans(labels, examples, Arrays.stream(weights64).mapToDouble(weight -> weight * TotalScatter.WEIGHT_STEP).toArray(),
                means);
    }

    private static long weight64(WeakExample hint) {
        return hint == null ? 0 : hint.weight64();
    }

    private static double[][] ofFeatures(Collection<LabelSum> sums, Map<String, WeakExample> hints, long[] weights64, double[] centre) {
        double[][] means = new double[weights64.length][centre.length];
        int k = 0;
        for (LabelSum sum : sums) {
            WeakExample hint = hints.get(sum.label());
            for (int i = 0; i < centre.length; i++) {
                long total = sum.sum(i) + (hint == null ? 0 : (long) hint.weight64() * hint.features().fixedPoint(i));
                means[k][i] = total * TotalScatter.FEATURE_STEP / weights64[k] - centre[i];
            }
            k++;
        }
        return means;
    }

    private static double[][] ofSpan(Span span, Statistics statistics, List<WeakExample> weak, List<String> labels, long[] weights64,
            double[] centre) {
        double[][] means = new double[weights64.length][centre.length];
        int place = 0;
        for (Example example : statistics.weighty()) {
            for (String label : example.target().labels()) {
                add(span, place, example.weight64(), means[Collections.binarySearch(labels, label)]);
            }
            place++;
        }
        for (WeakExample hint : weak) {
            add(span, place++, hint.weight64(), means[Collections.binarySearch(labels, hint.label())]);
        }
        for (int k = 0; k < means.length; k++) {
            for (int a = 0; a < centre.length; a++) {
                means[k][a] = means[k][a] / weights64[k] - centre[a];
            }
        }
        return means;
    }

    private static void add(Span span, int place, int weight64, double[] sum) {
        for (int a = 0; a < sum.length; a++) {
            sum[a] += weight64 * span.components()[a][place];
        }
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

    /** Σ w x̃ t̃ᵀ of targets that are {@code step} greater where an example has a label than where it has not, size × C. */
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
