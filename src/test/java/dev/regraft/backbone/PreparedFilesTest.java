package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regraft.model.Asset;
import dev.regraft.onnx.Pooling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFilesTest {

    private static final TextRecipe RECIPE = TextRecipe.KNOWN.get(1);

    @TempDir
    Path folder;

    @Test
    void preparedFileIsReusedAndARottenOneIsRebuilt() throws IOException {
        PreparedFiles files = new PreparedFiles(folder.resolve("backbones"));
        Path prepared = files.prepare(RECIPE);
        byte[] sound = Files.readAllBytes(prepared);
        FileTime longAgo = FileTime.fromMillis(0);

        Files.setLastModifiedTime(prepared, longAgo);
        assertEquals(prepared, files.prepare(RECIPE));
        assertEquals(longAgo, Files.getLastModifiedTime(prepared), "reused");

        try (FileChannel file = FileChannel.open(prepared, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) ~sound[sound.length / 2]}), sound.length / 2);
        }
        files.prepare(RECIPE);
        assertArrayEquals(sound, Files.readAllBytes(prepared), "rebuilt");
    }

    @Test
    void leavesNoTemporaryFiles() throws IOException {
        new PreparedFiles(folder).prepare(RECIPE);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void refusesASourceThatIsNotThePinnedOne() throws IOException {
        TextRecipe other = new TextRecipe(RECIPE.name(), RECIPE.source(), anything(RECIPE.model()), anything(RECIPE.tokenizer()),
                null, Pooling.MEAN, 256, true, 0);
        String message = assertThrows(IOException.class, () -> new PreparedFiles(folder).prepare(other)).getMessage();
        assertEquals("SHA-256 of all-minilm-l6-v2-q.onnx must be " + "0".repeat(64) + ": " + RECIPE.model().sha256(), message);
        assertThrows(IOException.class, () -> other.tokenizer().bytes());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void digestChangesWithEverythingThatDecidesTheBits() {
        String digest = RECIPE.digest();
        assertEquals("2b16798d4d8a9da4f1d75d04e72cac40f42292ef094e43b47f515c035b29c633", digest, "the same on every machine");
        assertNotEquals(digest, with(Pooling.CLS, 256, true).digest());
        assertNotEquals(digest, with(Pooling.MEAN, 128, true).digest());
        assertNotEquals(digest, with(Pooling.MEAN, 256, false).digest());
    }

    private static Asset anything(Asset asset) {
        return new Asset.Resource(((Asset.Resource) asset).name(), "0".repeat(64));
    }

    private static TextRecipe with(Pooling pooling, int maxTokens, boolean rowAtATime) {
        return new TextRecipe(RECIPE.name(), RECIPE.source(), RECIPE.model(), RECIPE.tokenizer(), null, pooling, maxTokens, rowAtATime, 0);
    }
}
