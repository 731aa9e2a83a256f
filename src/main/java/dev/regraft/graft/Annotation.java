package dev.regraft.graft;

import dev.regraft.head.Target;
import java.util.Map;

/**
 * What an example says of its input.
 *
 * @param target what is right of it
 * @param weight how much the example counts, in [0, 100]
 * @param attributes what else is known of it, by name
 */
public record Annotation(Target target, double weight, Map<String, String> attributes) {

    public Annotation {
        attributes = Map.copyOf(attributes);
    }
}
