package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsSourceTest {

    private static final Patience SHORT = new Patience(4, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(2),
            Duration.ofMillis(400));

    @TempDir
    Path folder;

    private final byte[] model = ToyHub.bytes(1, 300_000);
    private final ToyHub server = new ToyHub().file("models/tiny.onnx", model).file("models/tokenizer.json", "{}")
            .file("models/1_Pooling/config.json", "{\"a\":1}").file("tokenizer.json", "not beside it");

    @AfterEach
    void close() {
        server.close();
    }

    private HttpsSource source(String path, String sha256, long mostBytes) {
        return new HttpsSource(URI.create(server.address() + path), sha256,
                new Fetching(folder, HubSettings.of(Map.of(), folder), SHORT, mostBytes));
    }

    private ModelFiles fetch() throws IOException, InterruptedException {
        return source("/models/tiny.onnx", null, 10_000_000).fetch(_ -> { });
    }

    private String refused(HttpsSource source) {
        return assertThrows(IOException.class, () -> source.fetch(_ -> { })).getMessage();
    }

    @Test
    void fetchesTheNetworkAndWhatLiesBesideIt() throws Exception {
        ModelFiles files = fetch();
        assertEquals("tiny.onnx", files.model());
        assertArrayEquals(model, Files.readAllBytes(files.network()));
        assertEquals("{}", new String(files.find("tokenizer.json").orElseThrow().bytes()));
        assertEquals("{\"a\":1}", new String(files.find("1_Pooling/config.json").orElseThrow().bytes()));
        assertTrue(files.find("config.json").isEmpty());
    }

    @Test
    void asksWhetherItHasChangedAndFollows() throws Exception {
        fetch();
        int before = server.asked("hub").size();
        assertArrayEquals(model, Files.readAllBytes(fetch().network()));
        assertEquals(3 + ModelParts.SMALL.size(), server.asked("hub").size() - before, "the network, its weights by two names, small files: each once");
        byte[] changed = ToyHub.bytes(9, 200_000);
        server.file("models/tiny.onnx", changed);
        assertArrayEquals(changed, Files.readAllBytes(fetch().network()));
    }

    @Test
    void serverThatIsAwayLeavesWhatIsThere() throws Exception {
        fetch();
        server.close();
        assertArrayEquals(model, Files.readAllBytes(fetch().network()));
        assertThrows(UnreachableException.class, () -> source("/models/other.onnx", null, 10_000_000).fetch(_ -> { }));
    }

    @Test
    void pinnedModelIsCheckedAndThenCostsNoCall() throws Exception {
        String wrong = "0".repeat(64);
        assertEquals("SHA-256 of " + server.address() + "/models/tiny.onnx must be " + wrong + ": " + Sha256.of(model),
                refused(source("/models/tiny.onnx", wrong, 10_000_000)));
        HttpsSource pinned = source("/models/tiny.onnx", Sha256.of(model), 10_000_000);
        pinned.fetch(_ -> { });
        int before = server.asked().size();
        ModelFiles files = pinned.fetch(_ -> { });
        assertEquals(before, server.asked().size());
        Files.write(files.network(), new byte[7]);
        assertArrayEquals(model, Files.readAllBytes(pinned.fetch(_ -> { }).network()), "a rotten one is fetched again");
    }

    @Test
    void restIsAskedForOfTheSameContentOnly() throws Exception {
        server.prank("hub", "GET", "/models/tiny.onnx", server.breakOff("models/tiny.onnx", 10));
        server.prank("hub", "GET", "/models/tiny.onnx", server.breakOff("models/tiny.onnx", 150_000));
        ModelFiles files = fetch();
        assertArrayEquals(model, Files.readAllBytes(files.network()));
        assertTrue(server.asked().stream().anyMatch(call -> call.path().equals("/models/tiny.onnx") && call.range() != null));
        try (Stream<Path> left = Files.list(files.folder())) {
            assertFalse(left.anyMatch(path -> path.toString().endsWith(".incomplete")));
        }
    }

    @Test
    void refusesWhatIsNoModel() {
        assertTrue(refused(source("/models/none.onnx", null, 10_000_000)).contains(" answers 404"));
        server.prank("hub", "GET", "/models/tiny.onnx", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[2]);
            exchange.close();
        });
        assertTrue(refused(source("/models/tiny.onnx", null, 10_000_000)).contains("must be a file, not a page"));
        assertTrue(refused(source("/models/tiny.onnx", null, 299_999)).startsWith("a model must have at most 299999 bytes"));
    }

    @Test
    void refusesAddressesThatAreNone() {
        for (String address : new String[] {"http://example.org/model.onnx", "https://example.org/model.pt", "https://example.org/",
            "https:///model.onnx", "https://me:secret@example.org/model.onnx"}) {
            String reason = assertThrows(IllegalArgumentException.class, () -> HttpsSource.requireModel(URI.create(address))).getMessage();
            assertTrue(reason.startsWith("source must "), reason);
            assertFalse(reason.contains("secret"), reason);
        }
    }
}
