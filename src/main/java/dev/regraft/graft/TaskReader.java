package dev.regraft.graft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a client defines a task to be, and refuses what breaks a rule. */
@Singleton
public final class TaskReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String CODE = "invalid-task";
    private static final Set<String> FIELDS = Set.of("task", "kind", "backbone", "labels", "head", "gate", "slices");
    private static final Set<String> LATER_ALGORITHMS = Set.of("logistic", "prototype", "ridge");
    private static final Set<String> LATER_KINDS = Set.of("multi-label", "regression");

    private final ExampleReader examples;
    private final Limits limits;

    public TaskReader(ExampleReader examples, Limits limits) {
        this.examples = examples;
        this.limits = limits;
    }

    /**
     * A task's name.
     *
     * @throws RefusedException if it is none
     */
    public static String name(String task) {
        if (!NAME.matcher(task).matches()) {
            throw new RefusedException(CODE, "task", "task must match " + NAME.pattern() + ": " + task);
        }
        return task;
    }

    /**
     * A definition out of JSON; what it leaves out has its default.
     *
     * @param present the task as it is defined now, if it is
     * @param defaultBackbone for a new task that names none; one that is defined keeps its own
     * @param createdAt when it is created, if it is new
     * @throws RefusedException naming the field
     */
    public TaskDefinition read(String task, ObjectNode json, Optional<TaskDefinition> present, String defaultBackbone,
            Instant createdAt) {
        requireKnown(json, FIELDS, "");
        requireOneOf(json, "kind", "single-label", LATER_KINDS);
        String backbone = text(json, "backbone", present.map(TaskDefinition::backbone).orElse(defaultBackbone));
        ObjectNode head = child(json, "head");
        requireKnown(head, Set.of("algorithm", "hints"), "head.");
        String algorithm = text(head, "head.algorithm", "auto");
        if (!algorithm.equals("lda")) {
            requireOneOf(head, "head.algorithm", "auto", LATER_ALGORITHMS);
        }
        return new TaskDefinition(name(task), present.map(TaskDefinition::createdAt).orElse(createdAt), Kind.SINGLE_LABEL, backbone, labels(json),
                algorithm, null, null, hints(head), null, gate(child(json, "gate")), slices(json));
    }

    private List<DeclaredLabel> labels(ObjectNode json) {
        List<DeclaredLabel> labels = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode label : array(json, "labels")) {
            DeclaredLabel declared = declared(label);
            examples.requireLabel(declared.label());
            if (!seen.add(declared.label())) {
                throw new RefusedException(CODE, "labels", "labels must be distinct: " + declared.label());
            }
            labels.add(declared);
        }
        if (labels.size() > limits.taskLabels()) {
            throw new RefusedException(CODE, "labels", "a task must have at most " + limits.taskLabels() + " labels: " + labels.size());
        }
        return labels;
    }

    private static DeclaredLabel declared(JsonNode label) {
        if (label.isTextual()) {
            return new DeclaredLabel(label.textValue(), null);
        }
        if (label instanceof ObjectNode object && object.path("label").isTextual()) {
            requireKnown(object, Set.of("label", "description"), "labels.");
            return new DeclaredLabel(object.get("label").textValue(), text(object, "labels.description", null));
        }
        throw new RefusedException(CODE, "labels", "a label must be a string or {\"label\",\"description\"}: " + label);
    }

    private static boolean hints(ObjectNode head) {
        JsonNode hints = head.path("hints");
        if (!hints.isMissingNode() && !hints.isBoolean()) {
            throw new RefusedException(CODE, "head.hints", "hints must be true or false: " + hints);
        }
        return hints.asBoolean(true);
    }

    private static Gate gate(ObjectNode gate) {
        requireKnown(gate, Set.of("mode", "margin", "alpha"), "gate.");
        try {
            return new Gate(mode(text(gate, "gate.mode", "guarded")), number(gate, "gate.margin", Gate.DEFAULT.margin()),
                    number(gate, "gate.alpha", Gate.DEFAULT.alpha()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(CODE, "gate", e.getMessage());
        }
    }

    private static Gate.Mode mode(String mode) {
        return Stream.of(Gate.Mode.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(mode))
                .findFirst()
                .orElseThrow(() -> new RefusedException(CODE, "gate.mode", "mode must be guarded, immediate or manual: " + mode));
    }

    private static List<String> slices(ObjectNode json) {
        List<String> slices = new ArrayList<>();
        for (JsonNode slice : array(json, "slices")) {
            if (!slice.isTextual()) {
                throw new RefusedException(CODE, "slices", "a slice must be the name of an attribute: " + slice);
            }
            slices.add(slice.textValue());
        }
        return slices;
    }

    private static void requireKnown(ObjectNode json, Set<String> known, String prefix) {
        json.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new RefusedException(CODE, prefix + field, "field is not known: " + prefix + field);
            }
        });
    }

    private static void requireOneOf(ObjectNode json, String field, String only, Set<String> later) {
        String value = text(json, field, only);
        if (later.contains(value)) {
            throw new RefusedException(CODE, field, field + " must be " + only + " in this version: " + value);
        }
        if (!value.equals(only)) {
            throw new RefusedException(CODE, field, field + " is not known: " + value);
        }
    }

    private static ObjectNode child(ObjectNode json, String field) {
        return json.hasNonNull(field) ? StrictJson.object(json.get(field), field) : StrictJson.MAPPER.createObjectNode();
    }

    private static Iterable<JsonNode> array(ObjectNode json, String field) {
        JsonNode array = json.path(field);
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw new RefusedException(CODE, field, field + " must be an array: " + array.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return array;
    }

    /** @param field with the names of the objects it stands in: {@code head.algorithm} */
    private static String text(ObjectNode json, String field, String otherwise) {
        JsonNode value = json.path(last(field));
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw new RefusedException(CODE, field, field + " must be a string: " + value);
        }
        return value.textValue();
    }

    private static double number(ObjectNode json, String field, double otherwise) {
        JsonNode value = json.path(last(field));
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new RefusedException(CODE, field, field + " must be a number: " + value);
        }
        return value.doubleValue();
    }

    private static String last(String field) {
        return field.substring(field.lastIndexOf('.') + 1);
    }
}
