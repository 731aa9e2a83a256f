package dev.regraft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.onnx.ModelLook;
import java.io.IOException;
import java.util.Set;

/** Finds out how many tokens of a text are read, special ones included. */
final class MaxTokens {

    /** Where nothing tells. */
    private static final int USUAL = 512;

    /** Longer ones must be asked for: time and memory of a text grow with the square of its length. */
    private static final int MOST_UNASKED = 2_048;

    /** Those that count positions from behind the id of padding on. */
    private static final Set<String> BEHIND_PADDING = Set.of("roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer", "data2vec-text");

    private MaxTokens() {
    }

    /**
     * What somebody asks for, else what the files of the model say.
     *
     * @param fixed the one length that the network takes; -1 where it is open
     * @throws IOException if more is asked for than the network takes
     */
    static int of(BackboneDefinition definition, TextFiles files, TokenizerRules tokenizer, long fixed) throws IOException {
        int positions = positions(files);
        long most = Math.min(fixed < 0 ? Integer.MAX_VALUE : fixed, positions > 0 ? positions : Integer.MAX_VALUE);
        if (definition.maxLength() == null) {
            return (int) Math.min(Math.min(said(files, tokenizer, positions), MOST_UNASKED), most);
        }
        if (definition.maxLength() > most) {
            throw new IOException("maxLength must be at most " + most + ", the most tokens that the network takes: " + definition.maxLength());
        }
        return definition.maxLength();
    }

    /**
     * Positions are given to a network from 0 on.
     *
     * @throws IOException if it wants them, and counts otherwise
     */
    static void requireCountedFromZero(TextFiles files, ModelLook look) throws IOException {
        String type = files.config().path("model_type").asText();
        if (BEHIND_PADDING.contains(type) && look.inputs().stream().anyMatch(input -> input.name().startsWith("position_ids"))) {
            throw new IOException("a network of the type " + type + " must count its positions itself, without an input position_ids");
        }
    }

    private static long said(TextFiles files, TokenizerRules tokenizer, int positions) {
        JsonNode[] places = {files.sentenceConfig().path("max_seq_length"), tokenizer.json().path("truncation").path("max_length"),
            files.tokenizerConfig().path("model_max_length")};
        for (JsonNode place : places) {
            // Where a tokenizer has no limit of its own, tools write 1e30.
            if (place.isNumber() && place.doubleValue() >= 1 && place.doubleValue() < Integer.MAX_VALUE) {
                return place.longValue();
            }
        }
        return positions > 0 ? positions : USUAL;
    }

    /** How many the network has positions for; 0 if it does not say. */
    private static int positions(TextFiles files) {
        int positions = files.firstNumber("max_position_embeddings", "n_positions", "n_ctx");
        boolean behindPadding = BEHIND_PADDING.contains(files.config().path("model_type").asText());
        return behindPadding && positions > 0 ? positions - files.config().path("pad_token_id").asInt(1) - 1 : positions;
    }
}
