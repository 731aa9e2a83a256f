package dev.regraft.quality;

import java.time.Duration;
import java.time.Instant;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Watches for served inputs that are no longer like the training set, window by window. Written by one thread.
 *
 * <p>A window alarms if its distance from the training set, or its number of novel inputs, would come up with at most probability α / 2
 * (α where only one of the two is known) were its inputs drawn as the examples were. α = min(10⁻⁵, t / 30 days) for a window that spans the time
 * t since the one before: windows lie end to end, so in a month they spend at most one false alarm between them, at any rate of requests; the cap
 * is for those that rarely answer. While it lasts, an alarm is not raised again; it ends with the second window in a row that keeps within a
 * probability of 1 %.
 *
 * <p>Of inputs like the examples 5 % are novel, by definition; as that is only estimated when a head is learned (on CLINC150 1 to 7 % were),
 * 10 % are allowed for, and the number's tail is that of a binomial distribution.
 *
 * <p>That holds for inputs that are independent of each other and like the examples. A training set that was itself chosen, or whose
 * labels are in other proportions than requests are, is another distribution than the requests, and an alarm then says just that.
 */
public final class DriftMonitor {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final double HIGHEST_LEVEL = 1e-5;
    private static final double LOWEST_LEVEL = 1e-12;
    private static final double ORDINARY_LEVEL = 0.01;
    private static final int ORDINARY_WINDOWS = 2;
    private static final double NOVEL_AT_MOST = 0.1;

    private DriftSketch sketch;
    private Instant since;
    private int ordinary;

    /**
     * What came of a window.
     *
     * @param distance from the training set: the length of the difference of the two means of Fourier features, in [0, 2]; null without a
     *     reference, as is the next
     * @param threshold what the distance of such a window alarms beyond
     * @param novelThreshold what its share of novel inputs alarms beyond; null if the head cannot say
     * @param since when the alarm was raised that lasts; null if there is none
     */
    public record Sighting(Double distance, Double threshold, Double novelThreshold, Instant since) {

        /** Whether an alarm lasts. */
        public boolean drifting() {
            return since != null;
        }
    }

    /**
     * Compares a window.
     *
     * @param reference the training set; null if none is known of the space of the inputs
     */
    public Sighting look(DriftWindow window, DriftReference reference) {
        if (reference == null) {
            sketch = null;
        } else if (sketch == null || !sketch.reference().equals(reference)) {
            sketch = new DriftSketch(reference);
        }
        Double distance = sketch == null ? null : sketch.distance(window.inputs());
        double level = level(Duration.between(window.from(), window.to()));
        Double threshold = threshold(window, level);
        Double novelThreshold = novelThreshold(window, level);
        if (since == null) {
            since = isBeyond(distance, threshold) || isBeyond(window.novelShare(), novelThreshold) ? window.to() : null;
            ordinary = 0;
        } else {
            boolean odd = isBeyond(distance, threshold(window, ORDINARY_LEVEL))
                    || isBeyond(window.novelShare(), novelThreshold(window, ORDINARY_LEVEL));
            ordinary = odd ? 0 : ordinary + 1;
            since = ordinary < ORDINARY_WINDOWS ? since : null;
        }
        return new Sighting(distance, threshold, novelThreshold, since);
    }

    private Double threshold(DriftWindow window, double level) {
        return sketch == null ? null : sketch.threshold(window.inputs().size(), share(window, level));
    }

    /** What each of the tests that are made may spend. */
    private double share(DriftWindow window, double level) {
        return sketch == null || window.judged() == 0 ? level : level / 2;
    }

    /** The largest share of novel inputs that has a greater probability than allowed to be met or exceeded. */
    private Double novelThreshold(DriftWindow window, double level) {
        int n = window.judged();
        if (n == 0) {
            return null;
        }
        int k = 0;
        while (k < n && RegularizedBeta.value(NOVEL_AT_MOST, k + 1, n - k) > share(window, level)) {
            k++;
        }
        return (double) k / n;
    }

    private static boolean isBeyond(Double value, Double threshold) {
        return value != null && threshold != null && value > threshold;
    }

    /** α of a window that spans that time. */
    static double level(Duration span) {
        return Math.clamp((double) span.toNanos() / MONTH.toNanos(), LOWEST_LEVEL, HIGHEST_LEVEL);
    }
}
