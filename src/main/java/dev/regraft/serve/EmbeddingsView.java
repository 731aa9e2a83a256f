package dev.regraft.serve;

import dev.regraft.backbone.Extraction;
import dev.regraft.feature.Features;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Features as clients of OpenAI's API expect them. */
@Schema(name = "Embeddings")
record EmbeddingsView(@Schema(enumeration = "list") String object, List<Embedding> data, String model, Usage usage) {

    /** The features of one text: an array of numbers, or their bytes in base64. */
    @Schema(name = "Embedding")
    record Embedding(@Schema(enumeration = "embedding") String object, int index,
            @Schema(anyOf = {double[].class, String.class}) Object embedding) {
    }

    /** Tokens that were read. */
    @Schema(name = "EmbeddingsUsage")
    record Usage(long prompt_tokens, long total_tokens) {
    }

    static EmbeddingsView of(EmbeddingsOrder order, List<Extraction> extractions) {
        List<Embedding> data = new ArrayList<>();
        long tokens = 0;
        for (Extraction made : extractions) {
            data.add(new Embedding("embedding", data.size(), order.base64() ? base64(made.features()) : numbers(made.features())));
            tokens += made.length();
        }
        return new EmbeddingsView("list", data, order.model(), new Usage(tokens, tokens));
    }

    /** As doubles, so that what is written is exactly what the bytes are. */
    private static double[] numbers(Features features) {
        float[] vector = new float[features.dimension()];
        features.toReal(vector);
        return IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).toArray();
    }

    private static String base64(Features features) {
        float[] vector = new float[features.dimension()];
        features.toReal(vector);
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
