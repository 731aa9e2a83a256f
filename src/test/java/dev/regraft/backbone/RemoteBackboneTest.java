package dev.regraft.backbone;

import static dev.regraft.backbone.Priority.EXTRACT;
import static dev.regraft.backbone.Priority.SERVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.EmbeddingsProvider.Received;
import dev.regraft.backbone.EmbeddingsProvider.Reply;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteBackboneTest {

    private static final String KEY = "sk-this-is-secret";
    private static final Reply DOWN = Reply.of(500, "{\"error\":{\"message\":\"overloaded\"}}");

    private final EmbeddingsProvider provider = new EmbeddingsProvider();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(provider));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable opened : open.reversed()) {
            opened.close();
        }
    }

    /** Settings that a test changes as it likes. */
    private static final class Setup {
        Integer dimensions;
        int textCharacters = 8_000;
        int batchItems = 64;
        int batchCharacters = 100_000;
        int connections = 1;
        Duration timeout = Duration.ofSeconds(10);
        int attempts = 3;
        Duration retryDelay = Duration.ofMillis(20);
        int breakerFailures = 100;
        Duration breakerPause = Duration.ofMillis(200);
        Integer requestsPerMinute;
        Integer tokensPerMinute;
        int waiting = 1_000;

        RemoteSettings settings(URI baseUrl) {
            return new RemoteSettings(
                    new RemoteModel("far", "toy", baseUrl, Optional.of(new RemoteModel.ApiKey(KEY)), dimensions, textCharacters),
                    new RemotePace(batchItems, batchCharacters, connections, timeout, attempts, retryDelay, breakerFailures, breakerPause,
                            requestsPerMinute, tokensPerMinute),
                    waiting, 20.0);
        }
    }

    private final Setup setup = new Setup();

    private RemoteBackbone opened() throws InterruptedException {
        RemoteSettings settings = setup.settings(provider.baseUrl());
        RemoteBackbone backbone = RemoteBackbone.open(settings, RemoteCounts.of(settings, meters, new LongAdder()), new Random(1),
                InstantSource.system());
        open.add(backbone);
        return backbone;
    }

    private static CompletableFuture<List<Extraction>> ask(RemoteBackbone backbone, Priority priority, String... texts) {
        return backbone.extract(List.of(texts).stream().<Input>map(Input.Text::new).toList(), priority);
    }

    private static Features expected(String text) {
        float[] vector = EmbeddingsProvider.vector(text, 3);
        double length = Math.sqrt(vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2]);
        return Features.quantise((float) (vector[0] / length), (float) (vector[1] / length), (float) (vector[2] / length));
    }

    private static <T extends Throwable> T failure(Class<T> type, CompletableFuture<?> future) {
        return assertInstanceOf(type, assertThrows(CompletionException.class, future::join).getCause());
    }

    /** The texts of each request but the probe. */
    private List<List<String>> sent() {
        return provider.received().stream().skip(1).map(Received::texts).toList();
    }

    @Test
    void makesFeaturesOfLengthOneInTheOrderOfTheTexts() throws InterruptedException {
        RemoteBackbone backbone = opened();
        assertEquals(3, backbone.space().dimension());
        List<Extraction> made = ask(backbone, SERVE, "a", "b", "c").join();
        assertEquals(List.of(expected("a"), expected("b"), expected("c")), made.stream().map(Extraction::features).toList());
        Received request = provider.received().getLast();
        assertEquals("Bearer " + KEY, request.headers().getFirst("Authorization"));
        assertEquals("toy", request.body().get("model").asText());
        assertFalse(request.body().has("dimensions"));
    }

    @Test
    void asksForTheDimensionsThatAreConfigured() throws InterruptedException {
        setup.dimensions = 5;
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 5));
        assertEquals(5, opened().space().dimension());
        assertEquals(5, provider.received().getFirst().body().get("dimensions").asInt());
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 3));
        assertTrue(assertThrows(BackboneUnavailableException.class, this::opened).getMessage().contains("must have dimension 5"));
    }

    @Test
    void readsTheBeginningOfALongTextAndSaysSo() throws InterruptedException {
        setup.textCharacters = 4;
        List<Extraction> made = ask(opened(), SERVE, "😀😀😀😀", "😀😀😀😀!", "a\ud800b").join();
        assertEquals(List.of("😀😀😀😀", "😀😀😀😀", "a\ufffdb"), provider.received().getLast().texts());
        assertEquals(List.of(false, true, false), made.stream().map(Extraction::truncated).toList());
    }

    @Test
    void refusesWhatIsNoText() throws InterruptedException {
        RemoteBackbone backbone = opened();
        RefusedException refusal = failure(RefusedException.class,
                backbone.extract(List.of(new Input.Text("a"), new Input.Image(new byte[1])), SERVE));
        assertEquals("inputs[1].image", refusal.field());
    }

    @Test
    void sendsTheTextsOfSeveralCallersTogetherThoseToServeFirst() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.hold();
        var first = ask(backbone, EXTRACT, "first");
        provider.awaitReceived(2);
        List<CompletableFuture<List<Extraction>>> others = List.of(ask(backbone, EXTRACT, "e1", "e2"), ask(backbone, SERVE, "s1"),
                ask(backbone, EXTRACT, "e3"), ask(backbone, SERVE, "s2"));
        provider.letGo();
        first.join();
        others.forEach(CompletableFuture::join);
        assertEquals(List.of(List.of("first"), List.of("s1", "s2"), List.of("e1", "e2", "e3")), sent());
        assertEquals(expected("e3"), others.get(2).join().getFirst().features());
    }

    @Test
    void keepsARequestWithinItemsAndCharacters() throws InterruptedException {
        setup.batchItems = 3;
        setup.batchCharacters = 10;
        ask(opened(), SERVE, "a", "b", "c", "dddd", "eeeeee", "f", "g".repeat(30), "h").join();
        assertEquals(List.of(List.of("a", "b", "c"), List.of("dddd", "eeeeee"), List.of("f"), List.of("g".repeat(30)), List.of("h")), sent());
    }

    @Test
    void usesAsManyConnectionsAsItMay() throws InterruptedException {
        setup.connections = 3;
        setup.batchItems = 1;
        RemoteBackbone backbone = opened();
        provider.hold();
        var all = ask(backbone, EXTRACT, "a", "b", "c", "d", "e");
        provider.awaitReceived(4);
        Thread.sleep(50);
        assertEquals(3, sent().size());
        provider.letGo();
        all.join();
        assertEquals(5, sent().size());
    }

    @Test
    void waitsAsLongAsTheProviderAsks() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.next(Reply.of(429, "{\"error\":{\"message\":\"slow down\"}}").with("Retry-After", "1"));
        assertEquals(expected("a"), ask(backbone, SERVE, "a").join().getFirst().features());
        List<Received> received = provider.received();
        long waitedMs = (received.getLast().atNanos() - received.get(1).atNanos()) / 1_000_000;
        assertTrue(waitedMs >= 990 && waitedMs < 20_000, "waited " + waitedMs + " ms");
        assertEquals("closed", backbone.status().usage().breaker());
    }

    @Test
    void letsNobodyElseAskWhileTheProviderWantsToBeLeftAlone() throws InterruptedException {
        setup.connections = 2;
        RemoteBackbone backbone = opened();
        provider.next(Reply.of(429, "").with("retry-after-ms", "400"));
        var first = ask(backbone, SERVE, "a");
        while (backbone.status().usage().failures() == 0) {
            Thread.onSpinWait();
        }
        ask(backbone, SERVE, "b").join();
        first.join();
        long waitedMs = (provider.received().get(2).atNanos() - provider.received().get(1).atNanos()) / 1_000_000;
        assertTrue(waitedMs >= 390, "waited " + waitedMs + " ms");
    }

    @Test
    void triesAgainAfterFailuresLaterEachTime() throws InterruptedException {
        setup.retryDelay = Duration.ofMillis(100);
        RemoteBackbone backbone = opened();
        provider.next(DOWN, Reply.of(503, ""));
        assertEquals(expected("a"), ask(backbone, SERVE, "a").join().getFirst().features());
        List<Received> received = provider.received();
        assertTrue(received.get(2).atNanos() - received.get(1).atNanos() >= 50_000_000, "half of 100 ms at least");
        assertTrue(received.get(3).atNanos() - received.get(2).atNanos() >= 100_000_000, "half of 200 ms at least");
        assertNull(backbone.status().usage().trouble());
        assertEquals(4, backbone.status().usage().requests());
        assertEquals(2, backbone.status().usage().failures());
    }

    @Test
    void tellsWhoWaitsAfterTheLastAttemptAndGoesOnExtracting() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.next(DOWN, DOWN, DOWN);
        BackboneUnavailableException failure = failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a"));
        assertEquals("backbone far is not available: it answers 500: overloaded", failure.getMessage());
        assertEquals(1, failure.retryAfterSeconds());
        provider.next(DOWN, DOWN, DOWN, DOWN, DOWN);
        assertEquals(expected("b"), ask(backbone, EXTRACT, "b").join().getFirst().features());
    }

    @Test
    void takesNoAnswerThatBreaksARule() throws InterruptedException {
        setup.attempts = 1;
        RemoteBackbone backbone = opened();
        String vector = "{\"data\":[{\"index\":%s,\"embedding\":%s}]}";
        for (String body : List.of("<html>hello</html>", "", "[]", "{\"data\":[]}", "{\"data\":{\"a\":1}}", vector.formatted(1, "[1,2,3]"),
                vector.formatted(0, "[1,\"x\",3]"), vector.formatted(0, "[0,0,0]"), vector.formatted(0, "[1e39,0,0]"),
                vector.formatted(0, "\"AAA\""), vector.formatted(0, "\"!\""), vector.formatted(0, "\"AADAfwAAAAAAAAAA\""),
                vector.formatted(0, "null"), vector.formatted(0, "[]"))) {
            provider.next(Reply.of(200, body));
            String message = failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a")).getMessage();
            assertTrue(message.contains("its answer is no JSON") || message.contains("its answer breaks a rule"), body + ": " + message);
        }
        assertEquals(expected("a"), ask(backbone, SERVE, "a").join().getFirst().features());
    }

    @Test
    void takesVectorsInBase64() throws InterruptedException {
        RemoteBackbone backbone = opened();
        // 0.5, -0.5, 0.70710677
        provider.next(Reply.of(200, "{\"data\":[{\"embedding\":\"AAAAPwAAAL/zBDU/\"}]}"));
        assertEquals(Features.quantise(0.5f, -0.5f, 0.70710677f), ask(backbone, SERVE, "a").join().getFirst().features());
        assertEquals("base64", provider.received().getLast().body().get("encoding_format").asText());
    }

    @Test
    void leavesAVectorOfAboutLengthOneAsItIs() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.next(Reply.of(200, "{\"data\":[{\"embedding\":[0.6001,0.8,0]}]}"));
        assertEquals(Features.quantise(0.6001f, 0.8f, 0), ask(backbone, SERVE, "a").join().getFirst().features());
    }

    @Test
    void neverMixesDimensions() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 4));
        assertEquals("backbone far is not available: its vectors must have dimension 3, as they had before: 4",
                failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a")).getMessage());
        var extracted = ask(backbone, EXTRACT, "b");
        provider.awaitReceived(3);
        Thread.sleep(50);
        assertFalse(extracted.isDone());
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 3));
        assertEquals(expected("b"), extracted.join().getFirst().features());
    }

    @Test
    void waitsForNoAnswerLongerThanTheTimeout() throws InterruptedException {
        setup.timeout = Duration.ofSeconds(1);
        RemoteBackbone backbone = opened();
        provider.hold();
        long startNanos = System.nanoTime();
        assertEquals("backbone far is not available: no answer within 1000 ms",
                failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a")).getMessage());
        assertTrue(System.nanoTime() - startNanos < 20_000_000_000L);
        provider.letGo();
        assertEquals(expected("b"), ask(backbone, SERVE, "b").join().getFirst().features());
    }

    @Test
    void leavesAProviderAloneThatFailsAgainAndAgainAndComesBack() throws InterruptedException {
        setup.breakerFailures = 3;
        setup.breakerPause = Duration.ofMillis(1_500);
        setup.attempts = 10;
        setup.retryDelay = Duration.ofMillis(5);
        RemoteBackbone backbone = opened();
        provider.always(_ -> DOWN);
        failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a"));
        assertEquals("open", backbone.status().usage().breaker());
        assertEquals(3, sent().size());
        assertEquals("it answers 500: overloaded", backbone.status().usage().trouble());
        failure(BackboneUnavailableException.class, ask(backbone, SERVE, "b"));
        assertEquals(3, sent().size(), "nothing is sent meanwhile");
        var extracted = ask(backbone, EXTRACT, "c");
        provider.awaitReceived(5);
        assertEquals(List.of("c"), sent().get(3), "one is sent to see");
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 3));
        assertEquals(expected("c"), extracted.join().getFirst().features());
        assertEquals("closed", backbone.status().usage().breaker());
        assertEquals(expected("d"), ask(backbone, SERVE, "d").join().getFirst().features());
    }

    @Test
    void saysAtOnceThatAKeyIsWrongAndNeverWhichItIs() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.next(Reply.of(401, "{\"error\":{\"message\":\"Incorrect API key\\nprovided: " + KEY + "\",\"code\":\"invalid_api_key\"}}"));
        assertEquals("backbone far is not available: it answers 401: Incorrect API key provided: ***",
                failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a")).getMessage());
        assertEquals("open", backbone.status().usage().breaker());
        assertFalse(setup.settings(provider.baseUrl()).toString().contains(KEY));
    }

    @Test
    void followsNoRedirect() throws InterruptedException {
        RemoteBackbone backbone = opened();
        try (EmbeddingsProvider elsewhere = new EmbeddingsProvider()) {
            provider.next(Reply.of(307, "").with("Location", elsewhere.baseUrl() + "/embeddings"));
            String message = failure(BackboneUnavailableException.class, ask(backbone, SERVE, "a")).getMessage();
            assertTrue(message.contains("redirects are not followed"), message);
            assertEquals(List.of(), elsewhere.received());
        }
    }

    @Test
    void refusesOnlyTheTextThatTheProviderRefuses() throws InterruptedException {
        RemoteBackbone backbone = opened();
        var good = ask(backbone, EXTRACT, "a", "b");
        var bad = ask(backbone, EXTRACT, "c", EmbeddingsProvider.REFUSED);
        assertEquals(expected("b"), good.join().getLast().features());
        assertEquals("backbone far refuses the text: it answers 400: too long", failure(RefusedException.class, bad).detail());
        assertEquals("closed", backbone.status().usage().breaker());
    }

    @Test
    void findsTheTextThatIsRefusedByHalves() throws InterruptedException {
        RemoteBackbone backbone = opened();
        String[] texts = IntStream.range(0, 63).mapToObj(Integer::toString).toArray(String[]::new);
        provider.hold();
        var before = ask(backbone, EXTRACT, "before");
        provider.awaitReceived(2);
        var good = ask(backbone, EXTRACT, texts);
        var bad = ask(backbone, EXTRACT, EmbeddingsProvider.REFUSED);
        provider.letGo();
        CompletableFuture.allOf(before, good).join();
        failure(RefusedException.class, bad);
        assertEquals(64, sent().get(1).size());
        assertTrue(sent().size() <= 20, "of 64 texts one is refused, with " + sent().size() + " requests");
    }

    @Test
    void blamesNoTextWhereTheProviderTakesNone() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.always(_ -> Reply.of(400, "{\"error\":{\"message\":\"model was retired\"}}"));
        var extracted = ask(backbone, EXTRACT, "a", "b");
        provider.awaitReceived(5);
        assertEquals("backbone far is not available: it answers 400: model was retired",
                failure(BackboneUnavailableException.class, ask(backbone, SERVE, "c")).getMessage());
        assertFalse(extracted.isDone());
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 3));
        assertEquals(expected("b"), extracted.join().getLast().features());
    }

    @Test
    void blamesATextThatFailsWhileOthersAreAnswered() throws InterruptedException {
        setup.retryDelay = Duration.ofMillis(1);
        RemoteBackbone backbone = opened();
        var poison = ask(backbone, EXTRACT, EmbeddingsProvider.POISON);
        for (int i = 0; !poison.isDone() && i < 1_000; i++) {
            ask(backbone, EXTRACT, "good " + i).join();
        }
        assertEquals("backbone far fails on this text: it answers 500: boom", failure(RefusedException.class, poison).detail());
    }

    @Test
    void staysWithinItsRequestsPerMinute() throws InterruptedException {
        setup.requestsPerMinute = 600;
        setup.batchItems = 1;
        RemoteBackbone backbone = opened();
        long startNanos = System.nanoTime();
        ask(backbone, EXTRACT, IntStream.range(0, 15).mapToObj(Integer::toString).toArray(String[]::new)).join();
        long tookMs = (System.nanoTime() - startNanos) / 1_000_000;
        assertTrue(tookMs >= 480 && tookMs < 20_000, "ten at once, five at 100 ms each: " + tookMs);
    }

    @Test
    void staysWithinItsTokensPerMinuteAsTheProviderCountsThem() throws InterruptedException {
        setup.tokensPerMinute = 6_000;
        setup.batchItems = 5;
        RemoteBackbone backbone = opened();
        long startNanos = System.nanoTime();
        ask(backbone, EXTRACT, IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new)).join();
        long tookMs = (System.nanoTime() - startNanos) / 1_000_000;
        assertEquals(210, backbone.status().usage().tokens());
        assertTrue(tookMs >= 400 && tookMs < 20_000, "of 200 tokens 100 at once, then 50 more to begin the last: " + tookMs);
    }

    @Test
    void tellsWhoWaitsTooLongForARateLimit() throws InterruptedException {
        setup.requestsPerMinute = 1;
        setup.timeout = Duration.ofSeconds(1);
        RemoteBackbone backbone = opened();
        ask(backbone, SERVE, "a").join();
        assertTrue(failure(BackboneUnavailableException.class, ask(backbone, SERVE, "b")).getMessage().contains("rate limit"));
    }

    @Test
    void turnsAwayWhatIsToServeNeverWhatIsExtracted() throws InterruptedException {
        setup.waiting = 2;
        RemoteBackbone backbone = opened();
        provider.hold();
        var first = ask(backbone, SERVE, "a");
        provider.awaitReceived(2);
        var second = ask(backbone, SERVE, "b");
        assertEquals(2, backbone.waiting());
        failure(LanesFullException.class, ask(backbone, SERVE, "c"));
        var extracted = ask(backbone, EXTRACT, "d");
        provider.letGo();
        CompletableFuture.allOf(first, second, extracted).join();
        assertEquals(0, backbone.waiting());
        ask(backbone, SERVE, "e").join();
    }

    @Test
    void sendsNothingThatNobodyWaitsForAnyMore() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.hold();
        var first = ask(backbone, EXTRACT, "a");
        provider.awaitReceived(2);
        var gone = ask(backbone, EXTRACT, "b");
        var kept = ask(backbone, EXTRACT, "c");
        gone.cancel(false);
        provider.letGo();
        CompletableFuture.allOf(first, kept).join();
        assertEquals(List.of(List.of("a"), List.of("c")), sent());
    }

    @Test
    void closingGivesUpWhatWaitsAndBlamesNoInput() throws InterruptedException {
        RemoteBackbone backbone = opened();
        provider.hold();
        var out = ask(backbone, EXTRACT, "a");
        provider.awaitReceived(2);
        var waiting = ask(backbone, EXTRACT, "b");
        Thread letGo = Thread.ofVirtual().start(() -> {
            waiting.exceptionally(_ -> null).join();
            provider.letGo();
        });
        backbone.close();
        letGo.join();
        assertEquals(expected("a"), out.join().getFirst().features());
        failure(IllegalStateException.class, waiting);
        failure(IllegalStateException.class, ask(backbone, EXTRACT, "c"));
    }

    @Test
    void countsWhatItCosts() throws InterruptedException {
        RemoteBackbone backbone = opened();
        ask(backbone, SERVE, "a", "b").join();
        ask(backbone, EXTRACT, "c").join();
        assertEquals(new RemoteUsage(3, 0, 40, 40 * 20.0 / 1e6, "closed", null), backbone.status().usage(), "the probe is counted too");
        assertTrue(backbone.status().msPerItem() > 0);
        opened();
        assertEquals(50, meters.get("regraft.remote.tokens").tag("backbone", "far").counter().count(), "it is counted on when it is opened again");
        assertEquals(0.001, meters.get("regraft.remote.cost").counter().count(), 1e-12);
        RemoteCounts.remove("far", meters);
        assertEquals(List.of(), meters.getMeters());
    }

    @Test
    void cannotBeOpenedWhileItCannotBeReached() {
        provider.next(DOWN);
        assertEquals("backbone far is not available: it answers 500: overloaded",
                assertThrows(BackboneUnavailableException.class, this::opened).getMessage());
        provider.next(Reply.of(429, "").with("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"));
        assertEquals(1, assertThrows(BackboneUnavailableException.class, this::opened).retryAfterSeconds());
        provider.next(Reply.of(429, "").with("Retry-After", "99999"));
        assertEquals(3_600, assertThrows(BackboneUnavailableException.class, this::opened).retryAfterSeconds());
    }

    @Test
    void livesInASpaceOfItsUrlModelDimensionAndLength() throws InterruptedException {
        RemoteModel model = setup.settings(provider.baseUrl()).model();
        String digest = model.digest(3);
        assertEquals(digest, opened().space().digest());
        assertEquals(digest, new RemoteModel("other", "toy", URI.create(provider.baseUrl() + "/"), Optional.empty(), null, 8_000).digest(3),
                "neither name, key nor a slash matter");
        assertNotEquals(digest, model.digest(4));
        assertNotEquals(digest, new RemoteModel("far", "toy2", provider.baseUrl(), Optional.empty(), null, 8_000).digest(3));
        assertNotEquals(digest, new RemoteModel("far", "toy", URI.create("https://example.org/v1"), Optional.empty(), null, 8_000).digest(3));
        assertNotEquals(digest, new RemoteModel("far", "toy", provider.baseUrl(), Optional.empty(), null, 100).digest(3));
    }

    @Test
    void refusesSettingsThatCannotWork() {
        for (String url : List.of("ftp://example.org", "example.org/v1", "https://user:secret@example.org/v1", "https://example.org/v1?key=secret")) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                    () -> new RemoteModel("far", "toy", URI.create(url), Optional.empty(), null, 8_000), url);
            assertTrue(refusal.getMessage().contains("base-url") && !refusal.getMessage().contains("secret"), refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new RemoteModel("far", "", provider.baseUrl(), Optional.empty(), null, 8_000));
        assertThrows(IllegalArgumentException.class, () -> new RemoteModel.ApiKey("two\nlines"));
        setup.requestsPerMinute = 0;
        assertEquals("requests-per-minute of backbone far must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, this::opened).getMessage());
    }
}
