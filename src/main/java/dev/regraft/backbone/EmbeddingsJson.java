package dev.regraft.backbone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What is written to {@code /embeddings}, and what is read from it. Vectors are asked for in base64: a third of the bytes, and exact. */
final class EmbeddingsJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_OF_A_BODY_BYTES = 64 << 10;
    /** A vector so near to length one is taken as it comes: one that Regraft made has been rounded to 16 bits, and shall stay what it is. */
    private static final double UNIT_TOLERANCE = 1e-3;

    private EmbeddingsJson() {
    }

    /** What a provider says is wrong; empty where it says nothing. */
    record Problem(String message, String code) {
    }

    private static final class MalformedException extends Exception {

        MalformedException(String rule) {
            super(rule);
        }
    }

    /** @param dimensions null if they are the model's own */
    static byte[] request(String model, Integer dimensions, List<String> texts) {
        ObjectNode request = MAPPER.createObjectNode().put("model", model).put("encoding_format", "base64");
        texts.forEach(request.putArray("input")::add);
        if (dimensions != null) {
            request.put("dimensions", dimensions);
        }
        try {
            return MAPPER.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an answer: {@code data} in any order, each in base64 or written out.
     *
     * @param dimension of a vector; 0 if any will do
     */
    static EmbeddingsReply vectors(byte[] json, int texts, int dimension) {
        try {
            JsonNode answer = MAPPER.readTree(json);
            JsonNode data = answer.path("data");
            if (!data.isArray() || data.size() != texts) {
                throw new MalformedException("data must be one vector for each of " + texts + " texts: " + data.size());
            }
            float[][] vectors = new float[texts][];
            for (int i = 0; i < texts; i++) {
                int index = data.get(i).path("index").asInt(i);
                if (index < 0 || index >= texts || vectors[index] != null) {
                    throw new MalformedException("index must be each of 0 to " + (texts - 1) + " once: " + index);
                }
                vectors[index] = unit(vector(data.get(i).path("embedding")));
                if (vectors[index].length != (dimension == 0 ? vectors[index].length : dimension)) {
                    return new EmbeddingsReply.Broken("its vectors must have dimension " + dimension + ", as they had before: "
                            + vectors[index].length);
                }
            }
            return new EmbeddingsReply.Vectors(List.of(vectors), Math.max(0, tokens(answer.path("usage"))));
        } catch (IOException e) {
            return new EmbeddingsReply.Failed("its answer is no JSON", 0);
        } catch (MalformedException e) {
            return new EmbeddingsReply.Failed("its answer breaks a rule: " + e.getMessage(), 0);
        }
    }

    private static long tokens(JsonNode usage) {
        return usage.path("total_tokens").asLong(usage.path("prompt_tokens").asLong());
    }

    private static float[] vector(JsonNode embedding) throws MalformedException {
        if (embedding.isTextual()) {
            return littleEndian(embedding.textValue());
        }
        if (!embedding.isArray()) {
            throw new MalformedException("embedding must be an array of numbers, or base64: " + embedding.getNodeType());
        }
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!embedding.get(i).isNumber()) {
                throw new MalformedException("embedding must be numbers: " + embedding.get(i).getNodeType());
            }
            vector[i] = embedding.get(i).floatValue();
        }
        return vector;
    }

    private static float[] littleEndian(String base64) throws MalformedException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("embedding must be base64: " + e.getMessage());
        }
        if (bytes.length % Float.BYTES != 0) {
            throw new MalformedException("embedding must be of 4 bytes a number: " + bytes.length);
        }
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    /** The vector at length one. */
    private static float[] unit(float[] vector) throws MalformedException {
        double square = 0;
        boolean fits = true;
        for (float x : vector) {
            square += (double) x * x;
            fits &= Math.abs(x) <= 1;
        }
        double length = Math.sqrt(square);
        if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
            throw new MalformedException("embedding must be finite numbers that are not all 0: its length is " + length);
        }
        if (fits && Math.abs(length - 1) <= UNIT_TOLERANCE) {
            return vector;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    /** Reads what is wrong: {@code {"error":{"message","code"}}}, or else the beginning of whatever came. */
    static Problem problem(byte[] body) {
        try {
            JsonNode answer = MAPPER.readTree(body);
            JsonNode error = answer.path("error");
            String message = error.isTextual() ? error.textValue() : error.path("message").asText(answer.path("detail").asText(""));
            return new Problem(message.isEmpty() ? answer.toString() : message, error.path("code").asText(""));
        } catch (IOException _) {
            return new Problem(new String(body, 0, Math.min(body.length, MOST_OF_A_BODY_BYTES), StandardCharsets.UTF_8), "");
        }
    }
}
