package dev.regraft.backbone;

import dev.regraft.model.Asset;
import dev.regraft.model.ModelFiles;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the files beside a text network say of it. One that is not there says nothing.
 *
 * @param config {@code config.json} of the network
 * @param tokenizerConfig {@code tokenizer_config.json}
 * @param sentenceConfig {@code sentence_bert_config.json} of Sentence Transformers
 * @param modules its {@code modules.json}
 */
record TextFiles(ModelFiles files, JsonNode config, JsonNode tokenizerConfig, JsonNode sentenceConfig, JsonNode modules) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IOException if one is there and is no JSON */
    static TextFiles of(ModelFiles files) throws IOException {
        return new TextFiles(files, json(files, "config.json"), json(files, "tokenizer_config.json"), json(files, "sentence_bert_config.json"),
                json(files, "modules.json"));
    }

    /** A further file of them. */
    JsonNode json(String name) throws IOException {
        return json(files, name);
    }

    private static JsonNode json(ModelFiles files, String name) throws IOException {
        Optional<Asset> file = files.find(name);
        if (file.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(file.get().bytes());
        } catch (JsonProcessingException e) {
            throw new IOException(name + " of a model must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The first of these fields of {@code config.json} that is a number from 1 on; 0 if none is. */
    int firstNumber(String... fields) {
        return List.of(fields).stream().map(config::path).filter(JsonNode::isInt).mapToInt(JsonNode::intValue).filter(number -> number > 0)
                .findFirst().orElse(0);
    }

    /** The id of padding, or of another token that says nothing; 0 if no file tells one. */
    long fill(TokenizerRules tokenizer) {
        return List.of(config.path("pad_token_id"), tokenizer.json().path("padding").path("pad_id"), config.path("bos_token_id"), config.path("eos_token_id"))
                .stream().filter(id -> id.isIntegralNumber() && id.longValue() >= 0).mapToLong(JsonNode::longValue).findFirst().orElse(0);
    }
}
