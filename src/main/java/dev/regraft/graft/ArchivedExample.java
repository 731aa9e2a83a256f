package dev.regraft.graft;

import dev.regraft.head.Target;
import java.util.Map;

/**
 * An example that a task keeps, but for its vector.
 *
 * @param target what is right of it
 * @param weight how much it counts, in [0, 100]
 * @param attributes what else is known of it, by name
 * @param position of the record in the log of examples that it was made of; null if it was made of none
 */
public record ArchivedExample(String id, Target target, double weight, Map<String, String> attributes, Position position) {
}
