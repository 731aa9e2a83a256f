package dev.regraft.backbone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Where a backbone's network comes from and how it is to be prepared; what is null is found out of its files.
 *
 * @param name matches {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param source {@code classpath:}, {@code file:}, {@code https:}, {@code hf://org/name[@revision]} or {@code openai://model}
 * @param cut the tensor behind which the network is cut
 * @param pooling how the states of tokens, or places of an image, become one vector: {@code mean}, {@code cls}, {@code last}, {@code max} or
 *     {@code weighted-mean}
 * @param normalise {@code true} or null: vectors are brought to norm 1 here in any case
 * @param preprocessing what is done to an image, with the fields of a {@code preprocessor_config.json}
 * @param maxLength tokens read of a text, special ones included
 * @param precision which of a model's files is taken: {@code fp32}, {@code fp16} or {@code int8}
 * @param sha256 what the digest of the ONNX file must be, in hex
 * @param registeredAt when somebody said so; null if the configuration does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackboneDefinition(String name, String source, String cut, String pooling, Boolean normalise, JsonNode preprocessing,
        Integer maxLength, String precision, String sha256, Instant registeredAt) {

    /** Whether another one says the same, whenever that was said. */
    public boolean saysTheSame(BackboneDefinition other) {
        return at(null).equals(other.at(null));
    }

    private BackboneDefinition at(Instant instant) {
        return new BackboneDefinition(name, source, cut, pooling, normalise, preprocessing, maxLength, precision, sha256, instant);
    }
}
