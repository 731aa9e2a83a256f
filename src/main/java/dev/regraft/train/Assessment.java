package dev.regraft.train;

import dev.regraft.head.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the left-out examples of a set say of how good a head is, and what is to be kept in mind. */
final class Assessment {

    /** Fewest left-out examples that tell how good a head is. */
    static final int FROM = 10;

    /** A label with fewer examples is little known. */
    private static final int WELL_KNOWN_FROM = 5;

    private Assessment() {
    }

    /**
     * Of a head of one label for each input.
     *
     * @param scored the examples left out
     * @param singletons weights of those that a head learned without them cannot be right of
     * @param examples how many examples each label of the head has
     */
    static Metrics ofLabel(ScoredExamples scored, double[] singletons, Calibration calibration, long[] examples) {
        String note = note(scored.size(), examples);
        if (scored.size() < FROM) {
            return Metrics.ofLabels(null, null, null, null, note);
        }
        double accuracy = scored.correctWeight() / (scored.weight() + Arrays.stream(singletons).sum());
        return Metrics.ofLabels(accuracy, interval(accuracy, effectiveSize(scored.weights(), singletons)), calibration.logLoss(),
                scored.expectedCalibrationError(calibration.temperature()), note);
    }

    /** How many equal examples tell as much as these: (Σ w)² / Σ w². */
    static double effectiveSize(double[]... weights) {
        double sum = Arrays.stream(weights).flatMapToDouble(Arrays::stream).sum();
        return sum * sum / Arrays.stream(weights).flatMapToDouble(Arrays::stream).map(weight -> weight * weight).sum();
    }

    /** Where a share lies with 95 % confidence that was found of so many (Wilson, 1927). */
    static Metrics.Interval interval(double share, double size) {
        return Metrics.Interval.ofShare(share, size);
    }

    /**
     * What is to be kept in mind; null if nothing.
     *
     * @param leftOut how many examples could be left out
     * @param examples how many examples each label has; empty if there are no labels
     */
    static String note(int leftOut, long[] examples) {
        List<String> notes = new ArrayList<>();
        if (leftOut < FROM) {
            notes.add("too few examples to say how good it is: " + leftOut + " of at least " + FROM);
        }
        long few = Arrays.stream(examples).filter(count -> count < WELL_KNOWN_FROM).count();
        if (few > 0) {
            notes.add(few + " of " + examples.length + " labels have fewer than " + WELL_KNOWN_FROM + " examples");
        }
        return notes.isEmpty() ? null : String.join("; ", notes);
    }
}
