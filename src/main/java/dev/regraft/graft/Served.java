package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.time.Instant;

/**
 * An input that was answered.
 *
 * @param id of the prediction
 * @param task its name
 * @param incarnation {@link TaskDefinition#createdAt()} of the task
 * @param space the space of its vector
 * @param features its vector
 * @param text what was sent; null if it was no text
 * @param head version of the head that answered
 * @param at when
 */
public record Served(String id, String task, Instant incarnation, FeatureSpace space, Features features, String text, int head, Instant at) {

    /** Whether it was answered for that task, and no earlier one of the name. */
    boolean isOf(TaskDefinition definition) {
        return task.equals(definition.task()) && incarnation.equals(definition.createdAt());
    }

    /** What its text takes of the memory for texts. */
    long textBytes() {
        return text == null ? 0 : (long) Character.BYTES * text.length();
    }
}
