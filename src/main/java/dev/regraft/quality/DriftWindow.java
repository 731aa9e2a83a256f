package dev.regraft.quality;

import dev.regraft.feature.Features;
import java.time.Instant;
import java.util.List;

/**
 * Served inputs, one after the other, and what was said of them.
 *
 * @param inputs their vectors, each different from the others, at least one
 * @param from when the window before this one ended
 * @param to when this one did
 * @param expectedAccuracy mean probability of the label that was answered, calibrated: the accuracy that the head itself expects; null if the
 *     task has no single label
 * @param judged of how many inputs the head could say whether they were novel
 * @param novel how many of these were
 */
public record DriftWindow(List<Features> inputs, Instant from, Instant to, Double expectedAccuracy, int judged, int novel) {

    public DriftWindow {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("inputs of a window must be at least one: 0");
        }
        if (novel < 0 || novel > judged) {
            throw new IllegalArgumentException("novel must be in [0, " + judged + "]: " + novel);
        }
    }

    /** Share of novel inputs; null if the head could not say of any. */
    public Double novelShare() {
        return judged == 0 ? null : (double) novel / judged;
    }
}
