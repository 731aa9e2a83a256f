package dev.regraft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.onnx.ModelLook;
import dev.regraft.onnx.Pooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out how the states of tokens become one vector. */
final class PoolingChoice {

    /** Networks of which each token has seen those before it, and no others. */
    private static final Set<String> DECODERS = Set.of("gpt2", "gpt_neo", "gpt_neox", "gptj", "gpt_bigcode", "openai-gpt", "llama", "mistral", "mixtral",
            "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "phi", "phi3", "opt", "bloom", "falcon", "gemma", "gemma2", "gemma3_text", "codegen", "mpt", "stablelm",
            "olmo", "olmo2", "smollm3", "granite", "starcoder2", "xglm", "biogpt", "ctrl", "cohere");

    /** How Sentence Transformers calls them. A division by the root of the number of tokens is lost in the norm, as any is. */
    private static final Map<String, Pooling> MODES = Map.of("cls_token", Pooling.CLS, "cls", Pooling.CLS, "mean_tokens", Pooling.MEAN, "mean", Pooling.MEAN,
            "mean_sqrt_len_tokens", Pooling.MEAN, "max_tokens", Pooling.MAX, "max", Pooling.MAX, "weightedmean_tokens", Pooling.WEIGHTED_MEAN,
            "weightedmean", Pooling.WEIGHTED_MEAN, "lasttoken", Pooling.LAST);

    private PoolingChoice() {
    }

    /**
     * What somebody asks for, else what the files of the model say, else the last token for a decoder and the mean for an encoder.
     *
     * @throws IOException if Sentence Transformers does more than there is here
     */
    static Pooling of(BackboneDefinition definition, TextFiles files, ModelLook look) throws IOException {
        if (definition.pooling() != null) {
            return Pooling.of(definition.pooling());
        }
        if (files.modules().isArray()) {
            return ofSentenceTransformers(files);
        }
        JsonNode config = files.config();
        return look.remembers() || DECODERS.contains(config.path("model_type").asText()) || config.path("is_decoder").asBoolean()
                ? Pooling.LAST : Pooling.MEAN;
    }

    private static Pooling ofSentenceTransformers(TextFiles files) throws IOException {
        Pooling pooling = Pooling.MEAN;
        for (JsonNode module : files.modules()) {
            String type = module.path("type").asText();
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer", "Normalize" -> { }
                case "Pooling" -> pooling = mode(files.json(module.path("path").asText() + "/config.json"));
                case String other -> throw new IOException("modules.json must have no modules but Transformer, Pooling and Normalize, unless pooling is "
                        + "given: " + other);
            }
        }
        return pooling;
    }

    private static Pooling mode(JsonNode config) throws IOException {
        List<String> modes = new ArrayList<>();
        config.properties().forEach(field -> {
            if (field.getKey().startsWith("pooling_mode_") && field.getValue().asBoolean()) {
                modes.add(field.getKey().substring("pooling_mode_".length()));
            }
        });
        if (config.path("pooling_mode").isTextual()) {
            modes.add(config.path("pooling_mode").asText());
        }
        if (modes.size() > 1 || modes.size() == 1 && !MODES.containsKey(modes.getFirst())) {
            throw new IOException("the configuration of the pooling must have one of " + String.join(", ", MODES.keySet().stream().sorted().toList())
                    + ", unless pooling is given: " + String.join(", ", modes));
        }
        return modes.isEmpty() ? Pooling.MEAN : MODES.get(modes.getFirst());
    }
}
