package dev.regraft.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Limits;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a request for embeddings, and refuses what breaks a rule. Fields that it does not know are left alone. */
@Singleton
public final class EmbeddingsReader {

    private static final String CODE = "invalid-embeddings";

    private final InputReader inputs;
    private final Limits limits;

    public EmbeddingsReader(InputReader inputs, Limits limits) {
        this.inputs = inputs;
        this.limits = limits;
    }

    /**
     * Reads the body.
     *
     * @throws RefusedException naming the field
     */
    EmbeddingsOrder read(ObjectNode json) {
        JsonNode model = json.path("model");
        if (!model.isTextual()) {
            throw new RefusedException(CODE, "model", "model must be the name of a backbone: " + word(model));
        }
        return new EmbeddingsOrder(model.textValue(), inputs(json.path("input")), base64(json.path("encoding_format")), dimensions(json.path("dimensions")));
    }

    private List<Input> inputs(JsonNode input) {
        if (input.isTextual()) {
            return List.of(text(input, "input"));
        }
        if (!input.isArray() || input.isEmpty()) {
            throw new RefusedException(CODE, "input", "input must be a text, or an array of texts, at least one: "
                    + (input.isArray() ? "none" : word(input)));
        }
        if (input.size() > limits.requestInputs()) {
            throw new RefusedException(CODE, "input", "input must be at most " + limits.requestInputs() + " texts: " + input.size());
        }
        List<Input> texts = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            texts.add(text(input.get(i), "input[" + i + "]"));
        }
        return texts;
    }

    private Input text(JsonNode text, String field) {
        if (text.isNumber() || text.isArray()) {
            throw new RefusedException(CODE, "input", "input must be texts, not tokens: each backbone has a tokenizer of its own");
        }
        if (!text.isTextual()) {
            throw new RefusedException(CODE, field, field + " must be a text: " + word(text));
        }
        try {
            return inputs.text(text.textValue());
        } catch (RefusedException e) {
            throw new RefusedException(e.code(), field, e.detail().replaceFirst("^text", field));
        }
    }

    private static boolean base64(JsonNode format) {
        String word = format.isMissingNode() || format.isNull() ? "float" : format.asText();
        if (!word.equals("float") && !word.equals("base64")) {
            throw new RefusedException(CODE, "encoding_format", "encoding_format must be float or base64: " + word);
        }
        return word.equals("base64");
    }

    private static Integer dimensions(JsonNode dimensions) {
        if (dimensions.isMissingNode() || dimensions.isNull()) {
            return null;
        }
        if (!dimensions.isInt()) {
            throw new RefusedException(CODE, "dimensions", "dimensions must be an integer: " + dimensions);
        }
        return dimensions.intValue();
    }

    private static String word(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
