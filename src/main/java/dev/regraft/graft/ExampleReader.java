package dev.regraft.graft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what an example says beside its input, out of JSON, and refuses what breaks a rule. Both ways in, the log and HTTP, read
 * by it.
 */
@Singleton
public final class ExampleReader {

    private static final double MAX_WEIGHT = 100;
    private static final double MAX_TARGET = 1e12;
    private static final List<String> TARGET_FIELDS = Stream.of(Kind.values()).map(ExampleReader::targetField).toList();

    private final Limits limits;

    public ExampleReader(Limits limits) {
        this.limits = limits;
    }

    /**
     * What is right of an example's input, its weight and attributes.
     *
     * @throws RefusedException naming the field
     */
    public Annotation annotation(ObjectNode example, Task task) {
        return new Annotation(target(example, task), weight(example.get("weight")), attributes(example.get("attributes")));
    }

    /** The field that says what is right, for a task of that kind. */
    public static String targetField(Kind kind) {
        return switch (kind) {
            case SINGLE_LABEL -> "label";
            case MULTI_LABEL -> "labels";
            case REGRESSION -> "target";
        };
    }

    /**
     * The one label of an example that belongs to no task.
     *
     * @throws RefusedException naming the field
     */
    public String label(ObjectNode example) {
        return labelName(required(example, Kind.SINGLE_LABEL), targetField(Kind.SINGLE_LABEL));
    }

    private Target target(ObjectNode example, Task task) {
        Kind kind = task.definition().kind();
        JsonNode target = required(example, kind);
        return switch (kind) {
            case SINGLE_LABEL -> new Target.Label(label(target, targetField(kind), task));
            case MULTI_LABEL -> new Target.Labels(labels(target, task));
            case REGRESSION -> new Target.Value(number(target));
        };
    }

    /** What stands in the field for that kind of question, which must be the only one of its sort. */
    private static JsonNode required(ObjectNode example, Kind kind) {
        String field = targetField(kind);
        for (String other : TARGET_FIELDS) {
            if (!other.equals(field) && example.hasNonNull(other)) {
                throw new RefusedException(invalid(kind), other, "a " + kind.word() + " task takes " + field + ": " + other);
            }
        }
        if (!example.hasNonNull(field)) {
            throw new RefusedException(kind == Kind.REGRESSION ? "missing-target" : "missing-label", field, field + " is missing");
        }
        return example.get(field);
    }

    private static String invalid(Kind kind) {
        return kind == Kind.REGRESSION ? "invalid-target" : "invalid-label";
    }

    private String label(JsonNode label, String field, Task task) {
        String name = labelName(label, field);
        requireRoom(Set.of(name), field, task);
        return name;
    }

    private List<String> labels(JsonNode labels, Task task) {
        if (!labels.isArray()) {
            throw new RefusedException("invalid-label", "labels", "labels must be an array of strings: " + typeOf(labels));
        }
        if (labels.size() > limits.exampleLabels()) {
            throw new RefusedException("invalid-label", "labels", "an example must have at most " + limits.exampleLabels() + " labels: "
                    + labels.size());
        }
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            String name = labelName(labels.get(i), "labels[" + i + "]");
            if (!names.add(name)) {
                throw new RefusedException("invalid-label", "labels", "labels must be distinct: " + name);
            }
        }
        requireRoom(names, "labels", task);
        return List.copyOf(names);
    }

    private String labelName(JsonNode label, String field) {
        if (!label.isTextual()) {
            throw new RefusedException("invalid-label", field, field + " must be a string: " + typeOf(label));
        }
        requireName(label.textValue(), field, "invalid-label", limits.labelCharacters());
        return label.textValue();
    }

    /** Labels that have examples are no more by another one; those that have none must fit beside them. */
    private void requireRoom(Set<String> labels, String field, Task task) {
        Set<String> known = task.state().labels().keySet();
        List<String> others = labels.stream().filter(label -> !known.contains(label)).toList();
        if (!others.isEmpty() && known.size() + others.size() > limits.taskLabels()) {
            throw new RefusedException("too-many-labels", field, "a task must have at most " + limits.taskLabels() + " labels: "
                    + others.getLast());
        }
    }

    private static double number(JsonNode target) {
        if (!target.isNumber()) {
            throw new RefusedException("invalid-target", "target", "target must be a number: " + typeOf(target));
        }
        if (!(Math.abs(target.doubleValue()) <= MAX_TARGET)) {
            throw new RefusedException("invalid-target", "target", "target must be in [-1e12, 1e12]: " + target.doubleValue());
        }
        return target.doubleValue();
    }

    private static String typeOf(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
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
            throw new RefusedException("invalid-id", "id", "id must be a string: " + typeOf(id));
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
