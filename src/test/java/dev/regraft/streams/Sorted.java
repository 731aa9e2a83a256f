package dev.regraft.streams;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Examples come in an order that is as bad as can be.
 *
 * @param from time from which on they are sorted
 */
public record Sorted(int from, By by) implements Disturbance {

    /** By what they are sorted. */
    public enum By {
        /** All of one label, then all of the next. */
        LABEL,
        /** Those first that are nearest to their label's mean, compared to the other means. */
        EASIEST_FIRST,
        /** The other way round. */
        HARDEST_FIRST
    }

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        List<StreamedExample> sorted = new ArrayList<>(examples.subList(0, from));
        examples.subList(from, examples.size()).stream().sorted(order(examples)).forEach(sorted::add);
        return sorted;
    }

    private Comparator<StreamedExample> order(List<StreamedExample> examples) {
        if (by == By.LABEL) {
            return Comparator.comparing(StreamedExample::truth);
        }
        Map<StreamedExample, Double> margins = margins(examples);
        Comparator<StreamedExample> hardest = Comparator.comparing(margins::get);
        return by == By.HARDEST_FIRST ? hardest : hardest.reversed();
    }

    /** By how much each is nearer to its own label's mean than to the nearest other, as a difference of inner products. */
    private static Map<StreamedExample, Double> margins(List<StreamedExample> examples) {
        Map<String, double[]> sums = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (StreamedExample example : examples) {
            double[] sum = sums.computeIfAbsent(example.truth(), _ -> new double[example.features().dimension()]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += example.features().fixedPoint(i);
            }
            counts.merge(example.truth(), 1, Integer::sum);
        }
        Map<StreamedExample, Double> margins = new IdentityHashMap<>();
        for (StreamedExample example : examples) {
            double own = 0;
            double other = Double.NEGATIVE_INFINITY;
            for (var label : sums.entrySet()) {
                double product = product(example.features(), label.getValue()) / counts.get(label.getKey());
                if (label.getKey().equals(example.truth())) {
                    own = product;
                } else {
                    other = Math.max(other, product);
                }
            }
            margins.put(example, own - other);
        }
        return margins;
    }

    private static double product(Features features, double[] sum) {
        double product = 0;
        for (int i = 0; i < sum.length; i++) {
            product += features.fixedPoint(i) * sum[i];
        }
        return product;
    }
}
