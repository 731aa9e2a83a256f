package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as this service reads and writes it: UTF-8, no duplicate names, no trailing text, bounded depth and lengths, times as
 * ISO 8601, intervals as {@code [lower, upper]}.
 */
public final class StrictJson {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_STRING_CHARACTERS = 64 << 20;

    /** The mapper behind it. */
    public static final JsonMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder()
                            .streamReadConstraints(StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_STRING_CHARACTERS)
                                    .build())
                            .build())
            .addModule(new JavaTimeModule())
            .addMixIn(Metrics.Interval.class, LowerAndUpper.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** An interval is an array of its two ends. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"lower", "upper"})
    private interface LowerAndUpper {
    }

    private StrictJson() {
    }

    /**
     * One JSON value.
     *
     * @throws RefusedException with code {@code invalid-json} if the bytes are none
     */
    public static JsonNode read(byte[] json) {
        try {
            // Through a reader: from bytes Jackson would take UTF-16 and UTF-32 too, and overlong UTF-8.
            JsonNode node = MAPPER.readTree(new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()));
            if (node == null || node.isMissingNode()) {
                throw new RefusedException("invalid-json", null, "JSON expected: nothing was sent");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new RefusedException("invalid-json", null, describe(e));
        } catch (CharacterCodingException e) {
            throw new RefusedException("invalid-json", null, "JSON must be UTF-8");
        } catch (IOException e) {
            throw new RefusedException("invalid-json", null, e.getMessage());
        }
    }

    /**
     * One JSON object.
     *
     * @throws RefusedException with code {@code invalid-json} if the bytes are none
     */
    public static ObjectNode readObject(byte[] json) {
        return object(read(json), null);
    }

    /**
     * The value, which must be an object.
     *
     * @param field its name, for the error
     * @throws RefusedException with code {@code invalid-json} if it is none
     */
    public static ObjectNode object(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new RefusedException("invalid-json", field, "a JSON object expected: " + node.getNodeType().name().toLowerCase());
    }

    /** Any value of ours as JSON. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A value of ours out of JSON that we wrote.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static <T> T readValue(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** What is wrong and where, without quoting the source. */
    private static String describe(JsonProcessingException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return "not valid JSON: " + e.getOriginalMessage().replaceFirst(" \\(start marker at \\[Source: .*]\\)", "") + where;
    }
}
