package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The cache that is shared with others: what they put there, and what nobody should have. */
class HubCacheTest extends OnToyHub {

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
    void rottenBlobIsFetchedAgain() throws Exception {
        ModelFiles files = fetch(source("@" + hub.commit()));
        byte[] rotten = model.clone();
        rotten[1_000] ^= 1;
        Files.write(files.network(), rotten);
        assertArrayEquals(model, Files.readAllBytes(fetch(source("@" + hub.commit())).network()));
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
    void cacheThatCanOnlyBeReadIsEnough() throws Exception {
        fetch(source(""));
        Files.delete(cache().resolve(".locks/models--toys--tiny/regraft.lock"));
        fetch(source(""));
        assertFalse(Files.exists(cache().resolve(".locks/models--toys--tiny/regraft.lock")), "nothing was written");
    }
}
