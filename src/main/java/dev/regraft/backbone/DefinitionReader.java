package dev.regraft.backbone;

import dev.regraft.model.ModelSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.Pooling;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what somebody says of a backbone that is to be registered. */
public final class DefinitionReader {

    private static final String CODE = "invalid-backbone";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final List<String> FIELDS = List.of("source", "cut", "pooling", "normalise", "preprocessing", "maxLength", "precision", "sha256");
    private static final List<String> PRECISIONS = List.of("fp32", "fp16", "int8");
    private static final int LONGEST = 8_192;

    private DefinitionReader() {
    }

    /**
     * Reads the body of a registration.
     *
     * @param now when it is registered
     * @throws RefusedException if the name or a field is none
     */
    public static BackboneDefinition read(String name, ObjectNode json, Instant now) {
        for (Iterator<String> fields = json.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!FIELDS.contains(field)) {
                throw new RefusedException(CODE, field, "a backbone has the fields " + String.join(", ", FIELDS) + ": " + field);
            }
        }
        return checked(new BackboneDefinition(name, text(json, "source"), text(json, "cut"), text(json, "pooling"), bool(json, "normalise"),
                preprocessing(json), length(json), text(json, "precision"), text(json, "sha256"), now));
    }

    /**
     * A definition that keeps the rules.
     *
     * @throws RefusedException if it does not
     */
    static BackboneDefinition checked(BackboneDefinition definition) {
        if (!NAME.matcher(definition.name()).matches() || definition.name().equals(GivenVectors.BACKBONE) || definition.name().equals("rank")) {
            throw new RefusedException(CODE, "name", "the name of a backbone must match " + NAME + " and be none of "
                    + GivenVectors.BACKBONE + ", rank: " + definition.name());
        }
        if (definition.source() == null) {
            throw new RefusedException(CODE, "source", "source must be given");
        }
        if (RemoteModels.isSource(definition.source())) {
            return remote(definition);
        }
        requireModel(definition.source());
        requireOneOf("pooling", definition.pooling(), Pooling.words());
        requireOneOf("precision", definition.precision(), PRECISIONS);
        if (Boolean.FALSE.equals(definition.normalise())) {
            throw new RefusedException(CODE, "normalise", "normalise must be true: heads learn from vectors of length one, and nothing else");
        }
        if (definition.sha256() != null && !DIGEST.matcher(definition.sha256()).matches()) {
            throw new RefusedException(CODE, "sha256", "sha256 must be 64 hexadecimal digits, in lower case: " + definition.sha256());
        }
        if (definition.maxLength() != null && (definition.maxLength() < 3 || definition.maxLength() > LONGEST)) {
            throw new RefusedException(CODE, "maxLength", "maxLength must be in [3, " + LONGEST + "]: " + definition.maxLength());
        }
        return definition;
    }

    /** Of a network that others run, only its name can be said here. How it is asked is configured, keys above all. */
    private static BackboneDefinition remote(BackboneDefinition definition) {
        if (Stream.of(definition.cut(), definition.pooling(), definition.normalise(), definition.preprocessing(), definition.maxLength(),
                definition.precision(), definition.sha256()).anyMatch(Objects::nonNull)) {
            throw new RefusedException(CODE, "source", "a backbone whose network is run by others takes no other field than source: "
                    + definition.source());
        }
        if (definition.source().substring(RemoteModel.SCHEME.length()).isBlank()) {
            throw new RefusedException(CODE, "source", "source must name a model, as in openai://text-embedding-3-small: " + definition.source());
        }
        return definition;
    }

    private static void requireModel(String source) {
        if (ModelSource.SCHEMES.stream().noneMatch(source::startsWith)) {
            throw new RefusedException(CODE, "source", "source must begin with one of " + String.join(", ", ModelSource.SCHEMES) + ", "
                    + RemoteModel.SCHEME + ": " + source);
        }
        try {
            ModelSource.require(source);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(CODE, "source", e.getMessage());
        }
    }

    private static void requireOneOf(String field, String word, List<String> words) {
        if (word != null && !words.contains(word)) {
            throw new RefusedException(CODE, field, field + " must be one of " + String.join(", ", words) + ": " + word);
        }
    }

    private static Optional<JsonNode> given(ObjectNode json, String field) {
        return Optional.ofNullable(json.get(field)).filter(node -> !node.isNull());
    }

    private static String text(ObjectNode json, String field) {
        JsonNode node = given(json, field).orElse(null);
        if (node == null) {
            return null;
        }
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw wrong(field, "a string", node);
        }
        return node.textValue();
    }

    private static Boolean bool(ObjectNode json, String field) {
        JsonNode node = given(json, field).orElse(null);
        if (node != null && !node.isBoolean()) {
            throw wrong(field, "true or false", node);
        }
        return node == null ? null : node.booleanValue();
    }

    private static Integer length(ObjectNode json) {
        JsonNode node = given(json, "maxLength").orElse(null);
        if (node != null && !node.canConvertToInt()) {
            throw wrong("maxLength", "a whole number", node);
        }
        return node == null ? null : node.intValue();
    }

    private static JsonNode preprocessing(ObjectNode json) {
        JsonNode node = given(json, "preprocessing").orElse(null);
        if (node != null && !node.isObject()) {
            throw wrong("preprocessing", "an object", node);
        }
        return node;
    }

    private static RefusedException wrong(String field, String rule, JsonNode node) {
        return new RefusedException(CODE, field, field + " must be " + rule + ": "
                + (node.isValueNode() ? node.asText() : node.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
}
