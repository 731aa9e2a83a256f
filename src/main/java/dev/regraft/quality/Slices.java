package dev.regraft.quality;

import dev.regraft.head.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * How good a head is on each value of some attributes of examples that it did not know. Means are by weight. Immutable.
 *
 * @param all one for each value, in the order of the attributes' names, then of the values, examples that lack the attribute first; of an
 *     attribute with more than {@value #MOST_VALUES} values those with the most examples
 * @param gap the widest within an attribute, between slices of at least {@value #FROM} examples; empty if none has two of these
 */
public record Slices(List<Slice> all, Optional<Gap> gap) {

    /** Most values of an attribute that are told apart. */
    public static final int MOST_VALUES = 100;
    /** A slice of fewer examples says too little to be called the worst or the best. */
    public static final int FROM = 10;

    private static final int BINS = 15;
    private static final double ERROR = 0.05;

    /**
     * The examples that have one value of one attribute.
     *
     * @param value null of those that lack the attribute
     * @param examples how many there are, at least 1
     * @param accuracy share of right predictions, in [0, 1]
     * @param interval where that share lies with 95 % confidence in examples to come (Wilson)
     * @param ece expected calibration error over 15 bins, in [0, 1]
     */
    public record Slice(String attribute, String value, long examples, double accuracy, Metrics.Interval interval, double ece) {
    }

    /**
     * How far the best and the worst slice of an attribute are apart.
     *
     * @param difference of their accuracies, in [0, 1]
     * @param interval where it lies with 95 % confidence for all pairs of the attribute's slices together (Newcombe, 1998, method 10;
     *     Bonferroni): a lower end above 0 is no accident of having looked for the greatest
     */
    public record Gap(String attribute, Slice worst, Slice best, double difference, Metrics.Interval interval) {
    }

    public Slices {
        all = List.copyOf(all);
    }

    /**
     * Those of some examples.
     *
     * @param attributes of each example, by name, m
     * @param right whether each one's prediction is, m
     * @param confidences probability of what was predicted, in [0, 1], m
     * @param weights how much each counts, not negative, m; one of weight 0 does not
     * @param sliceNames the attributes that are asked for
     */
    public static Slices of(List<Map<String, String>> attributes, boolean[] right, float[] confidences, double[] weights,
            List<String> sliceNames) {
        requireLength("right", right.length, attributes.size());
        requireLength("confidences", confidences.length, attributes.size());
        requireLength("weights", weights.length, attributes.size());
        List<Slice> slices = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        for (String name : sliceNames) {
            Map<String, Tally> tallies = new HashMap<>();
            for (int i = 0; i < right.length; i++) {
                if (weights[i] > 0) {
                    tallies.computeIfAbsent(attributes.get(i).get(name), _ -> new Tally()).add(right[i], confidences[i], weights[i]);
                }
            }
            List<Sized> sized = most(tallies.entrySet().stream().map(entry -> entry.getValue().slice(name, entry.getKey())).toList());
            sized.forEach(slice -> slices.add(slice.slice()));
            gap(sized).ifPresent(gaps::add);
        }
        return new Slices(slices, gaps.stream().max(Comparator.comparingDouble(Gap::difference)));
    }

    private static void requireLength(String what, int found, int length) {
        if (found != length) {
            throw new IllegalArgumentException(what + " must have " + length + " numbers: " + found);
        }
    }

    /** A slice, and how many equal examples tell as much as its own: (Σ w)² / Σ w². */
    private record Sized(Slice slice, double size) {

        double accuracy() {
            return slice.accuracy();
        }

        Metrics.Interval interval(double z) {
            return Metrics.Interval.ofShare(slice.accuracy(), size, z);
        }
    }

    private static List<Sized> most(List<Sized> slices) {
        Comparator<Sized> byValue = Comparator.comparing(sized -> sized.slice().value(), Comparator.nullsFirst(Comparator.naturalOrder()));
        Comparator<Sized> byExamples = Comparator.comparing(sized -> -sized.slice().examples());
        return slices.stream().sorted(byExamples.thenComparing(byValue)).limit(MOST_VALUES).sorted(byValue).toList();
    }

    /** What the examples of a slice add up to. */
    private static final class Tally {

        private final double[] gaps = new double[BINS];
        private long examples;
        private double weight;
        private double square;
        private double correct;

        private void add(boolean right, float confidence, double by) {
            examples++;
            weight += by;
            square += by * by;
            correct += right ? by : 0;
            gaps[Math.min(BINS - 1, (int) (confidence * BINS))] += by * (confidence - (right ? 1 : 0));
        }

        private Sized slice(String attribute, String value) {
            double error = 0;
            for (double gap : gaps) {
                error += Math.abs(gap);
            }
            double accuracy = correct / weight;
            double size = weight * weight / square;
            Metrics.Interval interval = Metrics.Interval.ofShare(accuracy, size);
            return new Sized(new Slice(attribute, value, examples, accuracy, interval, error / weight), size);
        }
    }

    /** The slice of the lowest accuracy among those of at least {@value #FROM} examples, of equal ones the first. */
    public Optional<Slice> worst() {
        return all.stream().filter(slice -> slice.examples() >= FROM).min(Comparator.comparingDouble(Slice::accuracy));
    }

    private static Optional<Gap> gap(List<Sized> slices) {
        List<Sized> known = slices.stream().filter(sized -> sized.slice().examples() >= FROM)
                .sorted(Comparator.comparingDouble(Sized::accuracy)).toList();
        if (known.size() < 2) {
            return Optional.empty();
        }
        Sized worst = known.getFirst();
        Sized best = known.getLast();
        double pairs = known.size() * (known.size() - 1) / 2.0;
        return Optional.of(new Gap(worst.slice().attribute(), worst.slice(), best.slice(), best.accuracy() - worst.accuracy(),
                difference(best, worst, quantile(pairs))));
    }

    /** The two-sided quantile of the normal distribution at which so many comparisons err together in 5 % of all cases at most. */
    private static double quantile(double comparisons) {
        return Math.sqrt(2) * InverseErfc.value(ERROR / comparisons);
    }

    /** Newcombe's interval: how far each share may be off in either direction, put together as sides of a right angle. */
    private static Metrics.Interval difference(Sized best, Sized worst, double z) {
        Metrics.Interval upper = best.interval(z);
        Metrics.Interval lower = worst.interval(z);
        double difference = best.accuracy() - worst.accuracy();
        return new Metrics.Interval(difference - Math.hypot(best.accuracy() - upper.lower(), lower.upper() - worst.accuracy()),
                difference + Math.hypot(upper.upper() - best.accuracy(), worst.accuracy() - lower.lower()));
    }
}
