package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regraft.feature.Features;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the backbones to the reference implementations; {@code src/test/python/golden_features.py} made the file. */
class GoldenFeaturesTest {

    /** Measured: 0.99999994 for both, which is what rounding to fixed point leaves. */
    private static final double LEAST_COSINE = 0.999_999;

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2", "bge-small-en-v1.5"})
    void featuresAreThoseOfTheReference(String name, @TempDir Path folder) throws IOException {
        try (Backbones backbones = new Backbones(folder, LaneSettings.defaults(), 50)) {
            Backbone backbone = backbones.load(name);
            for (JsonNode golden : golden(name)) {
                Input text = new Input.Text(golden.get("text").textValue());
                Features features = backbone.extract(List.of(text), Priority.SERVE).join().getFirst().features();
                double cosine = cosine(features, vector(golden));
                assertTrue(cosine >= LEAST_COSINE, cosine + " " + text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2", "bge-small-en-v1.5"})
    void tokensAreThoseOfTheReference(String name) throws IOException {
        TextRecipe recipe = TextRecipe.KNOWN.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
        try (TextTokenizer tokenizer = new TextTokenizer(recipe.tokenizer().bytes(), recipe.maxTokens(), recipe.fill())) {
            for (JsonNode golden : golden(name)) {
                long[] expected = new ObjectMapper().convertValue(golden.get("ids"), long[].class);
                assertArrayEquals(expected, tokenizer.encode(golden.get("text").textValue()).ids(), golden.get("text").textValue());
            }
        }
    }

    private static JsonNode golden(String name) throws IOException {
        return new ObjectMapper().readTree(GoldenFeaturesTest.class.getResource("golden-features.json")).get(name);
    }

    private static FloatBuffer vector(JsonNode golden) throws IOException {
        return ByteBuffer.wrap(golden.get("features").binaryValue()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static double cosine(Features features, FloatBuffer expected) {
        double product = 0;
        double square = 0;
        double expectedSquare = 0;
        for (int i = 0; i < features.dimension(); i++) {
            product += features.fixedPoint(i) * (double) expected.get(i);
            square += features.fixedPoint(i) * (double) features.fixedPoint(i);
            expectedSquare += expected.get(i) * (double) expected.get(i);
        }
        return product / Math.sqrt(square * expectedSquare);
    }
}
