package dev.regraft.graft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.head.Expansion;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import dev.regraft.train.Algorithm;
import dev.regraft.train.Balance;
import dev.regraft.train.HeadSettings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a client defines a task to be, and refuses what breaks a rule. */
@Singleton
public final class TaskReader {

    /** Of the expansion: used where it proves better. */
    static final String AUTO = "auto";
    /** Of the expansion: not used. */
    static final String OFF = "off";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String CODE = "invalid-task";
    private static final Set<String> FIELDS = Set.of("task", "kind", "backbone", "labels", "head", "gate", "slices");
    private static final Set<String> HEAD_FIELDS = Set.of("algorithm", "balance", "expansion", "hints");

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
        Kind kind = kind(json, present);
        String backbone = text(json, "backbone", present.map(TaskDefinition::backbone).orElse(defaultBackbone));
        ObjectNode head = child(json, "head");
        requireKnown(head, HEAD_FIELDS, "head.");
        List<String> slices = slices(json);
        return new TaskDefinition(name(task), present.map(TaskDefinition::createdAt).orElse(createdAt), kind, backbone, labels(json, kind),
                algorithm(head, kind).word(), balance(head, kind, slices).word(), expansion(head), hints(head), null,
                gate(child(json, "gate")), slices);
    }

    private static Kind kind(ObjectNode json, Optional<TaskDefinition> present) {
        Kind otherwise = present.map(TaskDefinition::kind).orElse(Kind.SINGLE_LABEL);
        String word = text(json, "kind", otherwise.word());
        Kind kind = Kind.of(word).orElseThrow(() -> unknown("kind", Kind.values(), Kind::word, word));
        if (present.isPresent() && kind != otherwise) {
            throw new RefusedException(CODE, "kind", "the kind of a task that exists must stay " + otherwise.word() + ": " + word
                    + "; delete the task first");
        }
        return kind;
    }

    private static Algorithm algorithm(ObjectNode head, Kind kind) {
        String word = text(head, "head.algorithm", Algorithm.AUTO.word());
        Algorithm algorithm = Algorithm.of(word).orElseThrow(() -> unknown("head.algorithm", Algorithm.values(), Algorithm::word, word));
        if (!algorithm.suits(kind)) {
            Algorithm[] suiting = Stream.of(Algorithm.values()).filter(other -> other.suits(kind)).toArray(Algorithm[]::new);
            throw new RefusedException(CODE, "head.algorithm", "head.algorithm of a " + kind.word() + " task must be "
                    + choice(suiting, Algorithm::word) + ": " + word);
        }
        return algorithm;
    }

    private static Balance balance(ObjectNode head, Kind kind, List<String> slices) {
        String word = text(head, "head.balance", Balance.AUTO.word());
        Balance balance = Balance.of(word).orElseThrow(() -> unknown("head.balance", Balance.values(), Balance::word, word));
        if (kind != Kind.SINGLE_LABEL && (balance == Balance.INVERSE_FREQUENCY || balance == Balance.SLICES)) {
            throw new RefusedException(CODE, "head.balance", "head.balance of a " + kind.word() + " task must be auto or none: " + word);
        }
        if (balance == Balance.SLICES && slices.isEmpty()) {
            throw new RefusedException(CODE, "head.balance", "head.balance of a task without slices must be auto, none or inverse-frequency: "
                    + word + "; slices must name the attributes that are to be balanced");
        }
        return balance;
    }

    /** How many random features; {@code "auto"} and {@code "off"} stand for numbers too. */
    private static int expansion(ObjectNode head) {
        JsonNode expansion = head.path("expansion");
        if (expansion.isMissingNode() || expansion.isNull() || expansion.asText().equals(AUTO)) {
            return HeadSettings.BY_EVIDENCE;
        }
        if (expansion.asText().equals(OFF)) {
            return 0;
        }
        if (!expansion.isInt() || expansion.intValue() < 0 || expansion.intValue() > Expansion.MOST_FEATURES) {
            throw new RefusedException(CODE, "head.expansion", "head.expansion must be auto, off or an integer in [0, "
                    + Expansion.MOST_FEATURES + "]: " + expansion);
        }
        return expansion.intValue();
    }

    private static <T> RefusedException unknown(String field, T[] known, Function<T, String> word, String found) {
        return new RefusedException(CODE, field, field + " must be " + choice(known, word) + ": " + found);
    }

    /** {@code a, b or c}. */
    private static <T> String choice(T[] known, Function<T, String> word) {
        List<String> words = Stream.of(known).map(word).toList();
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    private List<DeclaredLabel> labels(ObjectNode json, Kind kind) {
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
        if (kind == Kind.REGRESSION && !labels.isEmpty()) {
            throw new RefusedException(CODE, "labels", "a regression task must have no labels: " + labels.getFirst().label());
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

    private List<String> slices(ObjectNode json) {
        List<String> slices = new ArrayList<>();
        for (JsonNode slice : array(json, "slices")) {
            if (!slice.isTextual()) {
                throw new RefusedException(CODE, "slices", "a slice must be the name of an attribute: " + slice);
            }
            if (slices.contains(slice.textValue())) {
                throw new RefusedException(CODE, "slices", "slices must be distinct: " + slice.textValue());
            }
            slices.add(slice.textValue());
        }
        if (slices.size() > limits.exampleAttributes()) {
            throw new RefusedException(CODE, "slices", "a task must have at most " + limits.exampleAttributes()
                    + " slices, as many as an example has attributes: " + slices.size());
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
