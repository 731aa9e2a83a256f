package dev.regraft.graft;

import java.util.Map;

/**
 * What an example says of its input.
 *
 * @param label the right answer
 * @param weight how much the example counts, in [0, 100]
 * @param attributes what else is known of it, by name
 */
public record Annotation(String label, double weight, Map<String, String> attributes) {

    public Annotation {
        attributes = Map.copyOf(attributes);
    }
}
