package dev.regraft.serve;

import dev.regraft.feature.Features;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Features as clients of OpenAI's API expect them. */
@Schema(name = "Embeddings")
record EmbeddingsView(@Schema(enumeration = "list") String object, List<Embedding> data, String model, Usage usage) {

    /** The features of one text: an array of numbers, or their bytes in base64. */
    @Schema(name = "Embedding")
    record Embedding(@Schema(enumeration = "embedding") String object, int index,
            @Schema(anyOf = {float[].class, String.class}) Object embedding) {
    }

    /** Tokens that were read. */
    @Schema(name = "EmbeddingsUsage")
    record Usage(long prompt_tokens, long total_tokens) {
    }

    /** @param tokens that were read of all texts */
    static EmbeddingsView of(String model, List<Features> features, boolean base64, long tokens) {
        List<Embedding> data = new ArrayList<>();
        for (Features made : features) {
            float[] vector = new float[made.dimension()];
            made.toReal(vector);
            data.add(new Embedding("embedding", data.size(), base64 ? base64(vector) : vector));
        }
        return new EmbeddingsView("list", data, model, new Usage(tokens, tokens));
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
