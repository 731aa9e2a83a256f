package dev.regraft.graft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.Target;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads what an example says beside its input, out of JSON, and refuses what breaks a rule. Both ways in, the log and HTTP, read
 * by it.
 */
@Singleton
public final class ExampleReader {

    private static final double MAX_WEIGHT = 100;

    private final Limits limits;

    public ExampleReader(Limits limits) {
        this.limits = limits;
    }

    /**
     * The label, weight and attributes of an example.
     *
     * @throws RefusedException naming the field
     */
    public Annotation annotation(ObjectNode example, Task task) {
        return new Annotation(target(example, task), weight(example.get("weight")), attributes(example.get("attributes")));
    }

    private Target target(ObjectNode example, Task task) {
        for (String other : new String[] {"labels", "target"}) {
            if (example.has(other)) {
                throw new RefusedException("invalid-label", other, "a single-label task takes label: " + other);
            }
        }
        return new Target.Label(label(example.get("label"), task));
    }

    private String label(JsonNode label, Task task) {
        if (label == null || label.isNull()) {
            throw new RefusedException("missing-label", "label", "label is missing");
        }
        if (!label.isTextual()) {
            throw new RefusedException("invalid-label", "label", "label must be a string: " + label.getNodeType().name().toLowerCase());
        }
        return label(label.textValue(), task);
    }

    /**
     * A label that the task may have.
     *
     * @throws RefusedException if it is blank or too long, or one label more than a task may have
     */
    public String label(String label, Task task) {
        requireLabel(label);
        var known = task.state().labels();
        if (known.size() >= limits.taskLabels() && !known.containsKey(label)) {
            throw new RefusedException("too-many-labels", "label", "a task must have at most " + limits.taskLabels() + " labels: " + label);
        }
        return label;
    }

    /** A label by itself: neither blank nor too long, without control characters. */
    void requireLabel(String label) {
        requireName(label, "label", "invalid-label", limits.labelCharacters());
    }

    /**
     * An example's id.
     *
     * @throws RefusedException if it is blank or too long, or holds control characters
     */
    public String id(String id) {
        requireName(id, "id", "invalid-id", limits.idCharacters());
        return id;
    }

    /** The id in an example's JSON; null if it has none. */
    public String id(ObjectNode example) {
        JsonNode id = example.get("id");
        if (id == null || id.isNull()) {
            return null;
        }
        if (!id.isTextual()) {
            throw new RefusedException("invalid-id", "id", "id must be a string: " + id.getNodeType().name().toLowerCase());
        }
        return id(id.textValue());
    }

    private static void requireName(String name, String field, String code, int maxCharacters) {
        if (name.isBlank()) {
            throw new RefusedException(code, field, field + " must not be blank");
        }
        if (name.length() > maxCharacters) {
            throw new RefusedException(code, field, field + " must have at most " + maxCharacters + " characters: " + name.length());
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF))) {
            throw new RefusedException(code, field, field + " must not hold control characters");
        }
    }

    private double weight(JsonNode weight) {
        if (weight == null || weight.isNull()) {
            return 1;
        }
        if (!weight.isNumber() || !(weight.doubleValue() >= 0 && weight.doubleValue() <= MAX_WEIGHT)) {
            throw new RefusedException("invalid-weight", "weight", "weight must be a number in [0, 100]: " + weight);
        }
        return weight.doubleValue();
    }

    private Map<String, String> attributes(JsonNode attributes) {
        if (attributes == null || attributes.isNull()) {
            return Map.of();
        }
        if (!attributes.isObject() || attributes.size() > limits.exampleAttributes()) {
            throw new RefusedException("invalid-attributes", "attributes",
                    "attributes must be an object of at most " + limits.exampleAttributes() + " values");
        }
        Map<String, String> values = new LinkedHashMap<>();
        attributes.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                return;
            }
            if (!entry.getValue().isValueNode()) {
                throw new RefusedException("invalid-attributes", "attributes." + entry.getKey(), "an attribute must be a plain value");
            }
            requireName(entry.getKey(), "attributes." + entry.getKey(), "invalid-attributes", limits.labelCharacters());
            String value = entry.getValue().asText();
            requireName(value, "attributes." + entry.getKey(), "invalid-attributes", limits.labelCharacters());
            values.put(entry.getKey(), value);
        });
        return values;
    }
}
