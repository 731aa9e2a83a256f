package dev.regraft.train;

/**
 * Learns heads from training sets.
 *
 * <p>The result is a function of the examples in the set and of the hints alone, not of the order they came in or of what was there before:
 * equal sets give heads of equal SHA-256.
 */
public interface Learner {

    /** Whose heads it learns. */
    Algorithm algorithm();

    /**
     * Takes from the set, as it is now, all that a head is learned from. Called by the thread that writes the set.
     *
     * @param hints what is known of labels without any example; of the set's space
     */
    Lesson prepare(TrainingSet set, Hints hints);
}
