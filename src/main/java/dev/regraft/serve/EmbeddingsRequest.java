package dev.regraft.serve;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which texts are to become features, as OpenAI's API has it; for the description of the API, {@link EmbeddingsReader} reads it. */
@Schema(name = "EmbeddingsRequest")
record EmbeddingsRequest(
        @Schema(required = true, description = "Name of a backbone that reads texts", examples = "all-minilm-l6-v2") String model,
        @Schema(required = true, anyOf = {String.class, String[].class}, description = "A text, or several; not tokens") Object input,
        @Schema(enumeration = {"float", "base64"}, defaultValue = "float", description = "base64: of little-endian 32-bit floats")
        String encoding_format,
        @Schema(description = "The backbone's own; vectors are not shortened") Integer dimensions,
        @Schema(type = SchemaType.STRING, description = "Ignored") String user) {
}
