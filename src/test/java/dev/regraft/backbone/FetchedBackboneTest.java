package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.model.Fetching;
import dev.regraft.model.HubSettings;
import dev.regraft.model.Patience;
import dev.regraft.model.ToyHub;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.OnnxRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backbones whose files come from elsewhere, from registration to features. */
class FetchedBackboneTest {

    private static final Patience SHORT = new Patience(2, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(2),
            Duration.ofSeconds(2));

    @TempDir
    Path folder;

    private final ToyHub hub = new ToyHub().file("onnx/model_quantized.onnx", resource("all-minilm-l6-v2-q.onnx"))
            .file("tokenizer.json", resource("all-minilm-l6-v2-q-tokenizer.json"));

    @BeforeAll
    static void start() {
        OnnxRuntime.start();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static byte[] resource(String name) {
        try (InputStream in = FetchedBackboneTest.class.getClassLoader().getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Backbones backbones() {
        HubSettings settings = new HubSettings(hub.address(), Optional.empty(), folder.resolve("token"), folder.resolve("hub"), false);
        Fetching fetching = new Fetching(folder.resolve("models"), settings, SHORT, 100_000_000);
        return new Backbones(folder, new LaneSettings(1, 64, 200), 50, fetching, RemoteModels.none());
    }

    private static BackboneDefinition definition(String json) throws IOException {
        return DefinitionReader.read("mine", (ObjectNode) new ObjectMapper().readTree(json), Instant.EPOCH);
    }

    @Test
    void backboneOfAHubIsThatOfItsFilesAndThereAfterARestartWithoutTheHub() throws IOException {
        String boxed;
        try (Backbones backbones = backbones()) {
            boxed = backbones.load("all-minilm-l6-v2-q").space().digest();
            backbones.register(definition("{\"source\":\"hf://toys/tiny\",\"maxLength\":256}"));
            assertEquals(boxed, backbones.load("mine").space().digest());
        }
        hub.close();
        try (Backbones backbones = backbones()) {
            backbones.register(definition("{\"source\":\"hf://toys/tiny\",\"maxLength\":256}"));
            assertEquals(boxed, backbones.load("mine").space().digest());
        }
    }

    @Test
    void weightsInAFileOfTheirOwnComeAlong() throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(resource("all-minilm-l6-v2-q.onnx")).toBuilder();
        ByteString weights = ByteString.EMPTY;
        for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
            TensorProto weight = model.getGraph().getInitializer(i);
            if (weight.getRawData().size() > 100_000) {
                model.getGraphBuilder().setInitializer(i, weight.toBuilder().clearRawData().setDataLocation(DataLocation.EXTERNAL)
                        .addExternalData(entry("location", "model_quantized.onnx_data"))
                        .addExternalData(entry("offset", Integer.toString(weights.size())))
                        .addExternalData(entry("length", Integer.toString(weight.getRawData().size()))));
                weights = weights.concat(weight.getRawData());
            }
        }
        hub.file("onnx/model_quantized.onnx", model.build().toByteArray()).file("onnx/model_quantized.onnx_data", weights.toByteArray());
        try (Backbones backbones = backbones()) {
            backbones.register(definition("{\"source\":\"hf://toys/tiny\",\"maxLength\":256}"));
            List<Input> texts = List.of(new Input.Text("my card was lost"));
            assertEquals(features(backbones.load("all-minilm-l6-v2-q"), texts), features(backbones.load("mine"), texts));
        }
        assertTrue(weights.size() > 20_000_000, "nearly all of it: " + weights.size());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static List<Features> features(Backbone backbone, List<Input> inputs) {
        return backbone.extract(inputs, Priority.SERVE).join().stream().map(Extraction::features).toList();
    }

    @Test
    void statusTellsHowFarTheFetchingIsAndWhyItFailed() throws Exception {
        hub.prank("store", "GET", "/onnx/model_quantized.onnx", exchange -> {
            exchange.sendResponseHeaders(200, resource("all-minilm-l6-v2-q.onnx").length);
            exchange.getResponseBody().write(resource("all-minilm-l6-v2-q.onnx"), 0, 5_000_000);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try (Backbones backbones = backbones()) {
            backbones.register(definition("{\"source\":\"hf://toys/tiny\"}"));
            long end = System.nanoTime() + 5_000_000_000L;
            while (backbones.status("mine").transfer() == null || backbones.status("mine").transfer().bytes() < 1_000_000) {
                assertTrue(System.nanoTime() < end, backbones.status("mine").toString());
                Thread.sleep(5);
            }
            assertTrue(backbones.status("mine").transfer().of() > 20_000_000, backbones.status("mine").toString());
            assertEquals(BackboneStatus.State.IMPORTING, backbones.status("mine").state());
            backbones.register(definition("{\"source\":\"hf://toys/none\"}"));
            String reason = assertThrows(BackboneUnavailableException.class, () -> backbones.load("mine")).getMessage();
            assertTrue(reason.contains("/api/models/toys/none/revision/main answers 404 (RepoNotFound)"), reason);
        }
    }

    @Test
    void backboneOfAnAddressIsThatOfItsFiles() throws IOException {
        try (Backbones backbones = backbones()) {
            hub.file("files/net.onnx", resource("all-minilm-l6-v2-q.onnx"));
            hub.file("files/tokenizer.json", resource("all-minilm-l6-v2-q-tokenizer.json"));
            backbones.register(definition("{\"source\":\"" + hub.address() + "/files/net.onnx\",\"maxLength\":256}"));
            assertEquals(backbones.load("all-minilm-l6-v2-q").space().digest(), backbones.load("mine").space().digest());
        }
    }

    @Test
    void sourceThatIsNoneIsRefusedAtOnce() {
        for (String source : List.of("hf://a/b/c/d", "hf://a/../b", "http://example.org/model.onnx", "https://example.org/model.bin",
                "s3://x")) {
            assertEquals("source", assertThrows(RefusedException.class,
                    () -> definition("{\"source\":\"" + source + "\"}")).field(), source);
        }
    }
}
