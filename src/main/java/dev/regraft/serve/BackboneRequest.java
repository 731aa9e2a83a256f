package dev.regraft.serve;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is said of a backbone that is to be registered, for the description of the API; {@code DefinitionReader} reads it. */
@Schema(name = "BackboneRequest")
record BackboneRequest(
        @Schema(required = true, description = "Where its network comes from", examples = {"hf://intfloat/multilingual-e5-small@main",
            "https://host/model.onnx", "file:/models/bert/model.onnx"}) String source,
        @Schema(description = "The tensor behind which the network is cut") String cut,
        @Schema(description = "How the states of tokens, or the places of an image, become one vector",
            enumeration = {"mean", "cls", "last", "max", "weighted-mean"}) String pooling,
        @Schema(description = "True: vectors are brought to length one in any case") Boolean normalise,
        @Schema(description = "What is done to an image, as a preprocessor_config.json says it") Map<String, Object> preprocessing,
        @Schema(description = "Tokens read of a text", minimum = "3", maximum = "8192") Integer maxLength,
        @Schema(description = "Which of a model's files is taken", enumeration = {"fp32", "fp16", "int8"}) String precision,
        @Schema(description = "What the SHA-256 of the ONNX file must be, in hex") String sha256) {
}
