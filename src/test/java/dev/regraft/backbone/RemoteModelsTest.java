package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.model.Fetching;
import dev.regraft.backbone.BackboneStatus.State;
import dev.regraft.backbone.EmbeddingsProvider.Reply;
import dev.regraft.feature.RefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteModelsTest {

    private static final BackboneDefinition FAR = remote("openai://toy");

    @TempDir
    Path folder;

    private final EmbeddingsProvider provider = new EmbeddingsProvider();
    private final Map<String, String> keys = new HashMap<>(Map.of("regraft.openai.base-url", provider.baseUrl().toString()));

    @AfterEach
    void close() {
        provider.close();
    }

    private static BackboneDefinition remote(String source) {
        return new BackboneDefinition("far", source, null, null, null, null, null, null, null, null);
    }

    private RemoteModels models() {
        BackboneConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BackboneConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100)).build().getConfigMapping(BackboneConfig.class);
        return RemoteModels.of(config, new SimpleMeterRegistry());
    }

    private RemoteSettings settings(String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            keys.put(pairs[i], pairs[i + 1]);
        }
        return models().settings(FAR);
    }

    @Test
    void asksAllAsIsSaidForAllAndEachAsIsSaidForIt() {
        RemoteSettings settings = settings("regraft.openai.requests-per-minute", "100", "regraft.openai.batch-items", "7",
                "regraft.openai.price-per-million-tokens", "0.02", "regraft.openai.timeout", "5s");
        assertEquals(new RemotePace(7, 100_000, 4, Duration.ofSeconds(5), 4, Duration.ofMillis(500), 5, Duration.ofSeconds(10), 100, null), settings.pace());
        assertEquals(0.02, settings.pricePerMillionTokens());
        assertEquals("toy", settings.model().model());
        assertNull(settings.model().dimensions());

        RemoteSettings own = settings("regraft.backbones.far.source", "openai://toy", "regraft.backbones.far.requests-per-minute", "50",
                "regraft.backbones.far.tokens-per-minute", "1000", "regraft.backbones.far.dimensions", "256", "regraft.backbones.far.timeout", "2s");
        assertEquals(new RemotePace(7, 100_000, 4, Duration.ofSeconds(2), 4, Duration.ofMillis(500), 5, Duration.ofSeconds(10), 50, 1_000), own.pace());
        assertEquals(256, own.model().dimensions());
        assertEquals(0.02, own.pricePerMillionTokens());
    }

    @Test
    void aKeyGoesOnlyToTheUrlThatItIsFor() {
        assertEquals("common", settings("regraft.openai.api-key", "common").model().key().orElseThrow().value());
        assertEquals("common", settings("regraft.backbones.far.source", "openai://toy").model().key().orElseThrow().value());
        RemoteModel elsewhere = settings("regraft.backbones.far.base-url", "https://example.org/v1").model();
        assertEquals(URI.create("https://example.org/v1"), elsewhere.baseUrl());
        assertTrue(elsewhere.key().isEmpty(), "the common key is not sent elsewhere");
        assertEquals("own", settings("regraft.backbones.far.api-key", "own").model().key().orElseThrow().value());
    }

    @Test
    void refusesWhatCannotWork() {
        keys.put("regraft.openai.batch-items", "0");
        assertEquals("batch-items of backbone far must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, () -> models().settings(FAR)).getMessage());
        assertThrows(RefusedException.class, () -> DefinitionReader.checked(remote("openai://")));
        assertThrows(RefusedException.class, () -> DefinitionReader.checked(
                new BackboneDefinition("far", "openai://toy", null, "mean", null, null, null, null, null, null)));
    }

    @Test
    void aBackboneThatCannotBeReachedBecomesReadyWhenItCan() throws InterruptedException {
        keys.put("regraft.openai.breaker-pause", "10ms");
        provider.next(Reply.of(503, "{\"error\":{\"message\":\"starting\"}}"));
        try (Backbones backbones = new Backbones(folder, new LaneSettings(1, 1, 1), 1, Fetching.usual(folder, Fetching.USUAL_BYTES), models())) {
            backbones.register(DefinitionReader.checked(FAR));
            await(() -> backbones.status("far").state() == State.FAILED);
            assertEquals("backbone far is not available: it answers 503: starting", backbones.status("far").reason());
            assertThrows(BackboneUnavailableException.class, () -> backbones.load("far"));
            await(() -> backbones.status("far").state() == State.READY);
            BackboneStatus status = backbones.status("far");
            assertNull(status.reason());
            assertEquals(3, status.dimension());
            assertEquals("openai://toy", status.source());
            assertEquals("text", status.modality());
            assertEquals(new RemoteUsage(2, 1, 10, null, "closed", null), status.usage());
        }
    }

    @Test
    void isUsedLikeAnyOtherButNotWithoutBeingNamed() throws InterruptedException {
        try (Backbones backbones = new Backbones(folder, new LaneSettings(1, 1, 1), 1, Fetching.usual(folder, Fetching.USUAL_BYTES), models())) {
            backbones.register(FAR);
            List<Extraction> made = backbones.load("far").extract(List.of(new Input.Text("a"), new Input.Text("b")), Priority.EXTRACT).join();
            assertEquals(2, made.size());
            assertEquals(2, backbones.itemsExtracted());
            assertEquals(0, backbones.waiting());
            assertTrue(backbones.names("text").contains("far"));
            assertFalse(backbones.namesRunHere("text").contains("far"), "asking costs money");
            assertEquals("no-cuts", assertThrows(RefusedException.class, () -> backbones.cuts("far")).code());
            backbones.remove("far");
            assertThrows(RefusedException.class, () -> backbones.load("far"));
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        for (int i = 0; !condition.holds(); i++) {
            assertTrue(i < 2_000, "in time");
            Thread.sleep(5);
        }
    }
}
