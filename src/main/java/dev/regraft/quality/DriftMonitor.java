package dev.regraft.quality;

import java.time.Duration;
import java.time.Instant;

/**
 * Watches for served inputs that are no longer like the training set, window by window. Written by one thread.
 *
 * <p>A window alarms if its distance from the training set would come up with at most probability α were its inputs drawn as the examples
 * were. α = min(10⁻⁵, t / 30 days) for a window that spans the time t since the one before: windows lie end to end, so in a month they spend at
 * most one false alarm between them, at any rate of requests; the cap is for those that rarely answer. While it lasts, an alarm is not raised again;
 * it ends with the second window in a row whose distance is within the one of probability 1 %.
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

    private DriftSketch sketch;
    private Instant since;
    private int ordinary;

    /**
     * What came of a window.
     *
     * @param distance from the training set: the length of the difference of the two means of Fourier features, in [0, 2]; null without a
     *     reference, as is the next
     * @param threshold what the distance of such a window alarms beyond
     * @param since when the alarm was raised that lasts; null if there is none
     */
    public record Sighting(Double distance, Double threshold, Instant since) {

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
            since = null;
            return new Sighting(null, null, null);
        }
        if (sketch == null || !sketch.reference().equals(reference)) {
            sketch = new DriftSketch(reference);
        }
        double distance = sketch.distance(window.inputs());
        double threshold = sketch.threshold(window.inputs().size(), level(Duration.between(window.from(), window.to())));
        if (since == null) {
            since = distance > threshold ? window.to() : null;
            ordinary = 0;
        } else {
            ordinary = distance > sketch.threshold(window.inputs().size(), ORDINARY_LEVEL) ? 0 : ordinary + 1;
            since = ordinary < ORDINARY_WINDOWS ? since : null;
        }
        return new Sighting(distance, threshold, since);
    }

    /** α of a window that spans that time. */
    static double level(Duration span) {
        return Math.clamp((double) span.toNanos() / MONTH.toNanos(), LOWEST_LEVEL, HIGHEST_LEVEL);
    }
}
