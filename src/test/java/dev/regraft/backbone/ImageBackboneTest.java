package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBackboneTest {

    /** Measured: at least 0.99996, which is what weights of 16 bits leave. */
    private static final double LEAST_COSINE = 0.9999;

    @TempDir
    static Path folder;

    private static Backbones backbones;
    private static Backbone backbone;

    @BeforeAll
    static void open() {
        backbones = new Backbones(folder, new LaneSettings(2, 64, 512), 50);
        backbone = backbones.load("efficientnet-lite0");
    }

    @AfterAll
    static void close() {
        backbones.close();
    }

    private static Input image(int width, int height) {
        return new Input.Image(Pictures.file(Pictures.picture(width, height), "png"));
    }

    private static List<Features> features(List<Input> images) {
        return backbone.extract(images, Priority.SERVE).join().stream().map(Extraction::features).toList();
    }

    @Test
    void saysWhatItIs() {
        assertEquals("image", backbone.modality());
        assertEquals(1_280, backbone.space().dimension());
        assertEquals(List.of("efficientnet-lite0"), backbones.names("image"));
        assertEquals("4e0a6c75", backbone.space().digest().substring(0, 8), "the same on every machine");
    }

    @Test
    void featuresAreThoseOfTheReference() throws IOException {
        for (JsonNode golden : new ObjectMapper().readTree(ImageBackboneTest.class.getResource("golden-images.json"))) {
            Features features = features(List.of(image(golden.get("width").intValue(), golden.get("height").intValue()))).getFirst();
            ByteBuffer expected = ByteBuffer.wrap(golden.get("features").binaryValue()).order(ByteOrder.LITTLE_ENDIAN);
            double cosine = cosine(features, expected.asFloatBuffer());
            assertTrue(cosine >= LEAST_COSINE, cosine + " " + golden.get("width"));
        }
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

    @Test
    void sameImageGivesTheSameBitsAloneAndInAnyBatch() {
        List<Input> images = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            images.add(image(40 + 17 * i, 300 - 11 * i));
        }
        List<Features> alone = images.stream().map(image -> features(List.of(image)).getFirst()).toList();
        for (int size : new int[] {2, 7, 20}) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, images.size()).boxed().toList());
            Collections.shuffle(order, new Random(size));
            List<Integer> some = order.subList(0, size);
            assertEquals(some.stream().map(alone::get).toList(), features(some.stream().map(images::get).toList()));
        }
    }

    @Test
    void refusesATextAndTextBackbonesAnImage() {
        RefusedException text = assertThrows(RefusedException.class, () -> backbone.check(new Input.Text("hello")));
        assertEquals("backbone efficientnet-lite0 reads inputs of image only: text", text.detail());
        assertEquals("text", text.field());
        Backbone ofText = backbones.load("all-minilm-l6-v2-q");
        RefusedException image = assertThrows(RefusedException.class, () -> ofText.check(image(5, 5)));
        assertEquals("backbone all-minilm-l6-v2-q reads inputs of text only: image", image.detail());
    }

    @Test
    void saysWhichOfSeveralIsBroken() {
        CompletionException failure = assertThrows(CompletionException.class,
                () -> features(List.of(image(5, 5), new Input.Image(new byte[] {1}))));
        assertEquals("inputs[1].image", ((RefusedException) failure.getCause()).field());
    }
}
