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
 * @param novelShare share of the inputs that were novel; null if the head cannot say
 */
public record DriftWindow(List<Features> inputs, Instant from, Instant to, Double expectedAccuracy, Double novelShare) {

    public DriftWindow {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("inputs of a window must be at least one: 0");
        }
    }
}
