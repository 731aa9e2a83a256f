package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Servers that are busy, break off, refuse, lie or fall silent. */
class HubTransferTest extends OnToyHub {

    @Test
    void tokenGoesToTheHubAndToNobodyElse() throws Exception {
        hub.requireToken("hf_secret");
        assertEquals(hub.address() + LISTING + " answers 401 (RepoNotFound): there is no such model, or a token must open it (HF_TOKEN)",
                refused(source("")));
        fetch(source("", Optional.of("hf_secret"), false, 10_000_000));
        assertTrue(hub.asked().stream().filter(call -> call.server().equals("store")).count() > 0);
        hub.asked().stream().filter(call -> call.server().equals("store")).forEach(call -> assertNull(call.authorization()));
        assertFalse(source("", Optional.of("hf_secret"), false, 1).toString().contains("hf_secret"));
    }

    @Test
    void hubMayKeepLargeFilesItself() throws Exception {
        String moved = "/" + ToyHub.REPOSITORY + "/kept/model";
        hub.prank("hub", "HEAD", RESOLVE + "onnx/model.onnx", ToyHub.status(302, "Location", moved,
                "X-Linked-Etag", "\"" + Sha256.of(model) + "\"", "X-Linked-Size", Integer.toString(MODEL_BYTES)));
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        assertFalse(hub.asked("hub").contains("HEAD " + moved), "what it says of the file is said already");
    }

    @Test
    void tokenIsReadFromItsFile() throws Exception {
        hub.requireToken("hf_of_file");
        Files.writeString(folder.resolve("token"), "hf_of_file\n");
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
    }

    @Test
    void tellsWhyTheHubWillNot() {
        assertTrue(refused(source("@nope"))
                .endsWith("/revision/nope answers 404 (RevisionNotFound): there is no such model, revision or file"));
        hub.prank("hub", "HEAD", RESOLVE + "tokenizer.json",
                ToyHub.status(403, "X-Error-Code", "GatedRepo", "X-Error-Message", "Ask for access"));
        assertEquals(hub.address() + RESOLVE + "tokenizer.json answers 403 (GatedRepo: Ask for access): the token (HF_TOKEN) must be "
                + "allowed to read this model; some want their terms to be accepted first", refused(source("")));
        assertFalse(Files.exists(ofModel().resolve("snapshots")));
        assertFalse(Files.exists(ofModel().resolve("refs")));
    }

    @Test
    void comesAgainWhenTheHubIsBusy() throws Exception {
        hub.prank("hub", "GET", LISTING, ToyHub.status(429, "Retry-After", "0"));
        hub.prank("hub", "GET", LISTING, ToyHub.status(503));
        hub.prank("store", "GET", "/onnx/model.onnx", ToyHub.status(500));
        hub.prank("store", "GET", "/onnx/model.onnx", ToyHub.status(429, "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"));
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        for (int i = 0; i < SHORT.attempts(); i++) {
            hub.prank("hub", "GET", "/api/models/toys/tiny/revision/" + "d".repeat(40), ToyHub.status(502));
        }
        assertTrue(refused(source("@" + "d".repeat(40))).endsWith(" answers 502"));
    }

    @Test
    void brokenTransferGoesOnWhereItBrokeOff() throws Exception {
        hub.prank("store", "GET", "/onnx/model.onnx", hub.breakOff("onnx/model.onnx", 100_000));
        hub.prank("store", "GET", "/onnx/model.onnx", hub.breakOff("onnx/model.onnx", 70_000));
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        List<String> ranges = hub.asked().stream().filter(call -> call.server().equals("store")).map(ToyHub.Asked::range).toList();
        assertEquals(3, ranges.size());
        assertNull(ranges.getFirst());
        assertTrue(ranges.stream().skip(1).allMatch(range -> range.matches("bytes=[1-9]\\d{4,5}-")), ranges.toString());
    }

    @Test
    void nextProcessGoesOnWhereThisOneGaveUp() throws Exception {
        for (int i = 0; i < SHORT.attempts(); i++) {
            hub.prank("store", "GET", "/onnx/model.onnx", hub.breakOff("onnx/model.onnx", i == 0 ? 200_000 : 10));
        }
        assertTrue(refused(source("")).startsWith(hub.storeAddress() + "/onnx/model.onnx broke off"));
        Path partial = ofModel().resolve("blobs").resolve(Sha256.of(model) + ".incomplete");
        long here = Files.size(partial);
        assertTrue(here >= 100_000, "of the first try: " + here);
        assertFalse(Files.exists(ofModel().resolve("refs")));
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        assertEquals("bytes=" + here + "-", hub.asked().getLast().range());
        assertFalse(Files.exists(partial));
    }

    @Test
    void serverThatKnowsNoRangesIsAskedForAllAgain() throws Exception {
        hub.ignoreRanges();
        hub.prank("store", "GET", "/onnx/model.onnx", hub.breakOff("onnx/model.onnx", 100_000));
        List<Transfer> told = new ArrayList<>();
        assertArrayEquals(model, Files.readAllBytes(source("").fetch(told::add).network()));
        assertEquals(told.getLast().of(), told.getLast().bytes());
        assertEquals(MODEL_BYTES + 43, told.getLast().of());
    }

    @Test
    void rottenBeginningIsFetchedAgain() throws Exception {
        Files.createDirectories(ofModel().resolve("blobs"));
        Files.write(ofModel().resolve("blobs").resolve(Sha256.of(model) + ".incomplete"), new byte[123_456]);
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        assertEquals(2, hub.asked("store").size());
    }

    @Test
    void contentThatIsNotWhatItIsCalledIsRefused() throws Exception {
        hub.etag("tokenizer.json", "0".repeat(40));
        assertTrue(refused(source("")).startsWith("digest of tokenizer.json of hf://toys/tiny@main must be " + "0".repeat(40)));
        hub.etag("tokenizer.json", ToyHub.gitName("{\"model\":{}}".getBytes()));
        hub.etag("onnx/model.onnx", "f".repeat(64));
        assertEquals("digest of onnx/model.onnx of hf://toys/tiny@main must be " + "f".repeat(64) + ": " + Sha256.of(model),
                refused(source("")));
        assertFalse(Files.exists(ofModel().resolve("blobs").resolve("f".repeat(64))));
        assertFalse(Files.exists(ofModel().resolve("blobs").resolve("f".repeat(64) + ".incomplete")));
        assertFalse(Files.exists(ofModel().resolve("refs")));
    }

    @Test
    void bombsAreNotUnpacked() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(new byte[10_000_000]);
        }
        hub.prank("store", "GET", "/onnx/model.onnx", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(zipped.toByteArray());
            exchange.close();
        });
        assertEquals("a file must come as it is, not compressed: " + hub.storeAddress()
                + "/onnx/model.onnx answers 200, Content-Encoding gzip", refused(source("")));
    }

    @Test
    void moreThanWasToldIsNotTaken() {
        hub.prank("store", "GET", "/onnx/model.onnx", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(new byte[1 << 16]);
                }
            } finally {
                exchange.close();
            }
        });
        assertEquals("file must have " + MODEL_BYTES + " bytes, not more: " + hub.address() + RESOLVE + "onnx/model.onnx",
                refused(source("")));
    }

    @Test
    void modelThatIsTooLargeIsRefusedBeforeItIsFetched() {
        assertEquals("a model must have at most 300000 bytes (regraft.limits.model-bytes): 300043 of hf://toys/tiny@main",
                refused(source("", Optional.empty(), false, 300_000)));
        assertEquals(List.of(), hub.asked("store"));
    }

    @Test
    void silentServerIsGivenUp() {
        for (int i = 0; i < SHORT.attempts(); i++) {
            hub.prank("store", "GET", "/onnx/model.onnx", exchange -> {
                exchange.sendResponseHeaders(200, MODEL_BYTES);
                exchange.getResponseBody().write(model, 0, 1_000);
                exchange.getResponseBody().flush();
                pause(5_000);
                exchange.close();
            });
        }
        String reason = refused(source(""));
        assertTrue(reason.endsWith(" sent nothing for 400 ms"), reason);
    }

    @Test
    void fetchingCanBeInterrupted() throws Exception {
        hub.prank("store", "GET", "/onnx/model.onnx", exchange -> {
            exchange.sendResponseHeaders(200, MODEL_BYTES);
            exchange.getResponseBody().write(model, 0, 1_000);
            exchange.getResponseBody().flush();
            pause(20_000);
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        HubSource patient = new HubSource(HubModel.of("hf://toys/tiny"), Precision.AUTO, new Fetching(folder.resolve("models"),
                source("").fetching().hub(), Patience.usual(), 10_000_000));
        Thread fetching = Thread.ofPlatform().start(() -> {
            try {
                fetch(patient);
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        while (hub.asked("store").isEmpty()) {
            Thread.sleep(5);
        }
        Thread.sleep(50);
        fetching.interrupt();
        fetching.join(5_000);
        assertEquals(InterruptedException.class, thrown.get().getClass());
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()), "nobody is locked out");
    }

    @Test
    void anotherPartThanWasAskedForIsNotTaken() throws Exception {
        hub.prank("store", "GET", "/onnx/model.onnx", hub.breakOff("onnx/model.onnx", 100_000));
        hub.prank("store", "GET", "/onnx/model.onnx", exchange -> {
            exchange.getResponseHeaders().add("Content-Range", "bytes 7-9/" + MODEL_BYTES);
            exchange.sendResponseHeaders(206, 3);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
    }

    @Test
    void renamedModelIsFollowedOnTheHubOnly() throws Exception {
        hub.prank("hub", "GET", LISTING.replace("toys/tiny", "old/name"), ToyHub.status(307, "Location", LISTING));
        hub.prank("hub", "HEAD", RESOLVE + "tokenizer.json", ToyHub.status(307, "Location", RESOLVE + "tokenizer.json?again"));
        HubSource old = new HubSource(HubModel.of("hf://old/name"), Precision.AUTO, source("").fetching());
        for (String file : List.of("tokenizer.json", "1_Pooling/config.json", "onnx/model.onnx")) {
            for (String method : List.of("HEAD", "GET")) {
                hub.prank("hub", method, RESOLVE.replace("toys/tiny", "old/name") + file, ToyHub.status(307, "Location", RESOLVE + file));
            }
        }
        assertArrayEquals(model, Files.readAllBytes(fetch(old).network()));
        hub.prank("hub", "GET", LISTING, ToyHub.status(302, "Location", "file:///etc/passwd"));
        assertEquals(hub.address() + LISTING + " leads astray: where a redirect leads must be an https: address: file:/etc/passwd",
                refused(source("")));
        for (int i = 0; i < 6; i++) {
            hub.prank("hub", "GET", LISTING, ToyHub.status(302, "Location", LISTING));
        }
        assertEquals("there must be at most 5 redirects: " + hub.address() + LISTING, refused(source("")));
    }

    @Test
    void severalAtOnceFetchOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
                } catch (IOException | InterruptedException | AssertionError e) {
                    thrown.set(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(thrown.get());
        assertEquals(1, hub.asked("store").size());
    }

    @Test
    void answerThatIsNoListingIsRefused() {
        hub.prank("hub", "GET", LISTING, exchange -> {
            byte[] page = "<html>log in</html>".getBytes();
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        assertTrue(refused(source("")).startsWith("hub must answer in JSON: "));
        hub.commit("../../x");
        assertEquals("hub must name the commit of a revision in 40 hex digits: ../../x", refused(source("")));
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
