package dev.regraft.train;

import java.util.Optional;

/**
 * Learns a head from a training set.
 *
 * <p>The result is a function of the examples in the set alone, not of the order they came in or of what was there before: equal sets
 * give heads of equal SHA-256.
 */
public interface Learner {

    /**
     * Learns from what the set holds now. Called by the thread that writes the set.
     *
     * @return empty if fewer than two labels have examples of positive weight
     */
    Optional<Fit> fit(TrainingSet set);
}
