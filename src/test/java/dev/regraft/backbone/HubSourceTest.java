package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSourceTest {

    private static final int MODEL_BYTES = 300_000;
    private static final String RESOLVE = "/" + ToyHub.REPOSITORY + "/resolve/" + "a".repeat(40) + "/";
    private static final String LISTING = "/api/models/" + ToyHub.REPOSITORY + "/revision/main";
    private static final Patience SHORT = new Patience(4, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofMillis(400));

    @TempDir
    Path folder;

    private final byte[] model = ToyHub.bytes(1, MODEL_BYTES);
    private final ToyHub hub = new ToyHub()
            .file("onnx/model.onnx", model)
            .file("onnx/model_quantized.onnx", ToyHub.bytes(2, 5_000))
            .file("tokenizer.json", "{\"model\":{}}")
            .file("1_Pooling/config.json", "{\"pooling_mode_cls_token\":true}")
            .file("pytorch_model.bin", ToyHub.bytes(3, 2_000))
            .file("README.md", "a toy");

    @AfterEach
    void close() {
        hub.close();
    }

    private Path cache() {
        return folder.resolve("hub");
    }

    private Path ofModel() {
        return cache().resolve("models--toys--tiny");
    }

    private HubSource source(String revision, Optional<String> token, boolean offline, long mostBytes) {
        HubSettings settings = new HubSettings(hub.address(), token, folder.resolve("token"), cache(), offline);
        return new HubSource(HubModel.of("hf://" + ToyHub.REPOSITORY + revision), Precision.AUTO,
                new Fetching(folder.resolve("models"), settings, SHORT, mostBytes));
    }

    private HubSource source(String revision) {
        return source(revision, Optional.empty(), false, 10_000_000);
    }

    private static ModelFiles fetch(HubSource source) throws IOException, InterruptedException {
        return source.fetch(_ -> { });
    }

    private String refused(HubSource source) {
        return assertThrows(IOException.class, () -> fetch(source)).getMessage();
    }

    @Test
    void fetchesNetworkAndSmallFilesIntoACacheLaidOutLikeThatOfHuggingFace() throws Exception {
        List<Transfer> told = new ArrayList<>();
        ModelFiles files = source("").fetch(told::add);
        assertEquals("onnx/model.onnx", files.model());
        assertEquals(ofModel().resolve("snapshots").resolve(hub.commit()), files.folder());
        assertArrayEquals(model, Files.readAllBytes(files.network()));
        assertEquals("../../../blobs/" + Sha256.of(model), Files.readSymbolicLink(files.network()).toString());
        assertEquals("../../blobs/" + ToyHub.gitName("{\"model\":{}}".getBytes()),
                Files.readSymbolicLink(files.folder().resolve("tokenizer.json")).toString());
        assertEquals(hub.commit(), Files.readString(ofModel().resolve("refs/main")));
        assertEquals("{\"pooling_mode_cls_token\":true}", new String(files.find("1_Pooling/config.json").orElseThrow().bytes()));
        assertFalse(Files.exists(files.folder().resolve("pytorch_model.bin")), "only what is needed");
        long all = MODEL_BYTES + "{\"model\":{}}".length() + "{\"pooling_mode_cls_token\":true}".length();
        assertEquals(new Transfer(all, all), told.getLast());
        assertEquals(all, told.getFirst().of());
        try (Stream<Path> blobs = Files.list(ofModel().resolve("blobs"))) {
            assertEquals(3, blobs.count(), "nothing half is left");
        }
    }

    @Test
    void choosesByPrecision() throws Exception {
        HubSource int8 = new HubSource(HubModel.of("hf://" + ToyHub.REPOSITORY), Precision.INT8, source("").fetching());
        assertEquals("onnx/model_quantized.onnx", fetch(int8).model());
        HubSource fp16 = new HubSource(HubModel.of("hf://" + ToyHub.REPOSITORY), Precision.FP16, source("").fetching());
        assertEquals("hf://toys/tiny@main must have an ONNX file of precision fp16 (onnx/model.onnx, onnx/model_fp16.onnx, onnx/model_quantized.onnx "
                + "or the like): it has onnx/model.onnx, onnx/model_quantized.onnx", refused(fp16));
    }

    @Test
    void commitThatIsThereCostsNoCallAndABranchOne() throws Exception {
        fetch(source("@" + hub.commit()));
        int before = hub.asked().size();
        ModelFiles again = fetch(source("@" + hub.commit()));
        assertEquals(before, hub.asked().size());
        assertArrayEquals(model, Files.readAllBytes(again.network()));
        fetch(source("@main"));
        assertEquals(List.of("GET " + LISTING), hub.asked("hub").subList(hub.asked("hub").size() - 1, hub.asked("hub").size()));
        assertEquals(before + 1, hub.asked().size());
    }

    @Test
    void offlineMakesNoCallAndNamesWhatIsMissing() throws Exception {
        HubSource offline = source("", Optional.empty(), true, 10_000_000);
        assertEquals("with HF_HUB_OFFLINE the cache " + cache() + " must have hf://toys/tiny@main", refused(offline));
        fetch(source(""));
        int before = hub.asked().size();
        assertArrayEquals(model, Files.readAllBytes(fetch(offline).network()));
        Files.delete(ofModel().resolve("blobs").resolve(Sha256.of(model)));
        assertEquals("with HF_HUB_OFFLINE the cache " + cache() + " must have the files of hf://toys/tiny@main, sound: onnx/model.onnx",
                refused(offline));
        assertEquals(before, hub.asked().size());
    }

    @Test
    void snapshotOfOthersIsUsedOffline() throws Exception {
        Path snapshot = Files.createDirectories(ofModel().resolve("snapshots").resolve("b".repeat(40)));
        Files.createDirectories(ofModel().resolve("blobs"));
        Files.createDirectories(ofModel().resolve("refs"));
        Files.writeString(ofModel().resolve("refs/main"), "b".repeat(40));
        Files.write(ofModel().resolve("blobs").resolve(Sha256.of(model)), model);
        Files.createSymbolicLink(snapshot.resolve("model.onnx"), Path.of("../../blobs/" + Sha256.of(model)));
        Files.writeString(snapshot.resolve("tokenizer.json"), "{}");
        ModelFiles files = fetch(source("", Optional.empty(), true, 10_000_000));
        assertEquals("model.onnx", files.model());
        assertTrue(files.find("tokenizer.json").isPresent());
        assertEquals(List.of(), hub.asked());
    }

    @Test
    void hubThatIsAwayLeavesWhatWasThereLast() throws Exception {
        fetch(source(""));
        hub.close();
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        HubSource fp16 = new HubSource(HubModel.of("hf://toys/tiny"), Precision.FP16, source("").fetching());
        assertThrows(UnreachableException.class, () -> fetch(fp16), "what is there is not what is asked for");
        String reason = assertThrows(UnreachableException.class, () -> fetch(source("@other"))).getMessage();
        assertTrue(reason.startsWith(hub.address() + "/api/models/toys/tiny/revision/other must be reachable: "), reason);
    }

    @Test
    void newCommitIsFetchedAndSharesWhatHasNotChanged() throws Exception {
        fetch(source(""));
        hub.commit("c".repeat(40));
        hub.file("tokenizer.json", "{\"model\":{\"new\":true}}");
        int before = hub.asked("store").size();
        ModelFiles files = fetch(source(""));
        assertEquals("c".repeat(40), files.folder().getFileName().toString());
        assertEquals("{\"model\":{\"new\":true}}", new String(files.find("tokenizer.json").orElseThrow().bytes()));
        assertEquals(before, hub.asked("store").size(), "the network is the same blob");
        assertEquals("c".repeat(40), Files.readString(ofModel().resolve("refs/main")));
        assertTrue(Files.exists(ofModel().resolve("snapshots").resolve("a".repeat(40))));
    }

    @Test
    void tokenGoesToTheHubAndToNobodyElse() throws Exception {
        hub.requireToken("hf_secret");
        assertTrue(refused(source("")).endsWith(LISTING + " answers 401 (RepoNotFound): there is no such model, or a token must open it (HF_TOKEN)"));
        fetch(source("", Optional.of("hf_secret"), false, 10_000_000));
        assertTrue(hub.asked().stream().filter(call -> call.server().equals("store")).count() > 0);
        hub.asked().stream().filter(call -> call.server().equals("store")).forEach(call -> assertNull(call.authorization()));
        assertFalse(source("", Optional.of("hf_secret"), false, 1).toString().contains("hf_secret"));
    }

    @Test
    void hubMayKeepLargeFilesItself() throws Exception {
        String moved = "/" + ToyHub.REPOSITORY + "/kept/model";
        hub.prank("hub", "HEAD", RESOLVE + "onnx/model.onnx", ToyHub.status(302, "Location", moved, "X-Linked-Etag", "\"" + Sha256.of(model) + "\"",
                "X-Linked-Size", Integer.toString(MODEL_BYTES)));
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
        assertTrue(refused(source("@nope")).endsWith("/revision/nope answers 404 (RevisionNotFound): there is no such model, revision or file"));
        hub.prank("hub", "HEAD", RESOLVE + "tokenizer.json", ToyHub.status(403, "X-Error-Code", "GatedRepo", "X-Error-Message", "Ask for access"));
        assertEquals(hub.address() + RESOLVE + "tokenizer.json answers 403 (GatedRepo: Ask for access): the token (HF_TOKEN) must be allowed to "
                + "read this model; some want their terms to be accepted first", refused(source("")));
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
    void rottenBlobIsFetchedAgain() throws Exception {
        ModelFiles files = fetch(source("@" + hub.commit()));
        byte[] rotten = model.clone();
        rotten[1_000] ^= 1;
        Files.write(files.network(), rotten);
        assertArrayEquals(model, Files.readAllBytes(fetch(source("@" + hub.commit())).network()));
    }

    @Test
    void contentThatIsNotWhatItIsCalledIsRefused() throws Exception {
        hub.etag("tokenizer.json", "0".repeat(40));
        assertTrue(refused(source("")).startsWith("digest of tokenizer.json of hf://toys/tiny@main must be " + "0".repeat(40)));
        hub.etag("tokenizer.json", ToyHub.gitName("{\"model\":{}}".getBytes()));
        hub.etag("onnx/model.onnx", "f".repeat(64));
        assertEquals("digest of onnx/model.onnx of hf://toys/tiny@main must be " + "f".repeat(64) + ": " + Sha256.of(model), refused(source("")));
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
        assertEquals("a file must come as it is, not compressed: " + hub.storeAddress() + "/onnx/model.onnx answers 200, Content-Encoding gzip",
                refused(source("")));
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
        assertEquals("file must have " + MODEL_BYTES + " bytes, not more: " + hub.address() + RESOLVE + "onnx/model.onnx", refused(source("")));
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

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
    void linkOutOfTheCacheIsNeitherReadNorWrittenThrough() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "{}");
        ModelFiles files = fetch(source("@" + hub.commit()));
        Path tokenizer = files.folder().resolve("tokenizer.json");
        Files.delete(tokenizer);
        Files.createSymbolicLink(tokenizer, outside.resolve("secret"));
        assertEquals("a link must not lead out of the cache: " + tokenizer + " to " + outside.resolve("secret").toRealPath(),
                refused(source("@" + hub.commit())));
        Files.delete(tokenizer);
        Files.createSymbolicLink(ofModel().resolve("snapshots").resolve("c".repeat(40)), outside);
        hub.commit("c".repeat(40));
        assertTrue(refused(source("")).startsWith("a link must not lead out of the cache: "));
        try (Stream<Path> written = Files.list(outside)) {
            assertEquals(1, written.count());
        }
    }

    @Test
    void partialFileThatIsALinkIsNotWrittenThrough() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Files.createDirectories(ofModel().resolve("blobs"));
        Files.createSymbolicLink(ofModel().resolve("blobs").resolve(Sha256.of(model) + ".incomplete"), victim);
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        assertEquals("mine", Files.readString(victim));
    }

    @Test
    void partialFileWithAnotherNameIsNotWrittenThrough() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Files.createDirectories(ofModel().resolve("blobs"));
        Files.createLink(ofModel().resolve("blobs").resolve(Sha256.of(model) + ".incomplete"), victim);
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        assertEquals("mine", Files.readString(victim));
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
    void namesThatAreNoPathsAreNotThere() throws Exception {
        hub.file("../../evil/tokenizer.json", "{}").file("/etc/config.json", "{}").file("onnx/..\\model.onnx_data", "x")
                .file("onnx/model.onnx_data/../../x", "x");
        ModelFiles files = fetch(source(""));
        assertEquals(List.of(), hub.asked("hub").stream().filter(call -> call.matches(".*(evil|etc|_data).*")).toList());
        assertArrayEquals(model, Files.readAllBytes(files.network()));
    }

    @Test
    void hubThatNamesABlobLikeAPathIsRefused() {
        hub.etag("tokenizer.json", "../../../evil");
        assertEquals("ETag of a file must be of letters, digits, '-', '_' and '.': \"../../../evil\"", refused(source("")));
    }

    @Test
    void weightsOfTheirOwnAreLaidOutWithoutLinks() throws Exception {
        byte[] weights = ToyHub.bytes(4, 50_000);
        hub.file("onnx/model.onnx_data", weights);
        ModelFiles files = fetch(source(""));
        Path data = files.network().resolveSibling("model.onnx_data");
        assertTrue(Files.isRegularFile(data, LinkOption.NOFOLLOW_LINKS));
        assertEquals(1, Files.getAttribute(data, "unix:nlink"));
        assertArrayEquals(weights, Files.readAllBytes(data));
        assertArrayEquals(model, Files.readAllBytes(files.network()));
        assertTrue(files.find("tokenizer.json").isPresent());
        Object before = Files.getLastModifiedTime(data);
        fetch(source("@" + hub.commit()));
        assertEquals(before, Files.getLastModifiedTime(data), "copied once");
    }

    @Test
    void fileCanBeNamed() throws Exception {
        hub.file("onnx/vision_model.onnx", ToyHub.bytes(5, 3_000));
        assertEquals("onnx/vision_model.onnx", fetch(source("@main/onnx/vision_model.onnx")).model());
        assertTrue(refused(source("@main/onnx/audio_model.onnx"))
                .startsWith("model must have the file onnx/audio_model.onnx: it has onnx/model.onnx, "));
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
    void cacheThatCanOnlyBeReadIsEnough() throws Exception {
        fetch(source(""));
        Files.delete(cache().resolve(".locks/models--toys--tiny/regraft.lock"));
        fetch(source(""));
        assertFalse(Files.exists(cache().resolve(".locks/models--toys--tiny/regraft.lock")), "nothing was written");
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
        assertThrows(IllegalArgumentException.class, () -> new HubSettings(URI.create("ftp://hub"), Optional.empty(), folder, folder, false));
    }
}
