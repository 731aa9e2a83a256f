package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Target;
import dev.regraft.feature.Features;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final FeaturesTopic TOPIC = new FeaturesTopic(new Uuid(1, 2), Duration.ofHours(24));
    private static final FeatureSpace SPACE = new FeatureSpace("toy", "ab".repeat(32), 3);
    private static final FeatureSpace OTHER = new FeatureSpace("other", "cd".repeat(32), 2);
    private static final Map<FeatureKey, KeptExample> EXAMPLES = Map.of(
            new FeatureKey("support", "1"), new KeptExample(vector("refund", 0.5, Map.of("channel", "mail"), 1, 0, 0),
                    vector("refund", 0.5, Map.of("channel", "mail")).as(OTHER, Features.quantise(0, 1)), new Position(1, 1L << 40)),
            new FeatureKey("support", "2/ü"), new KeptExample(vector("delivery", 1, Map.of(), 0, 1, -0.25f), new Position(0, 7)),
            new FeatureKey("spam", "1"), new KeptExample(vector("ham", 0, Map.of(), 0, 0, 0), null));
    private static final Snapshot SNAPSHOT = new Snapshot(new Snapshot.Origin(TOPIC.id(), 3, 41, NOW),
            List.of(new Snapshot.Learned("spam", NOW.minusSeconds(9), -1), new Snapshot.Learned("support", NOW.minusSeconds(7), 40)),
            Map.of(new FeatureKey("gone", "1"), NOW.minusSeconds(99)));

    @TempDir
    Path directory;
    private Snapshots snapshots;
    private Path file;

    private static LabeledFeatures vector(String label, double weight, Map<String, String> attributes, float... values) {
        return new LabeledFeatures(NOW, SPACE, new Target.Label(label), weight, attributes, Features.quantise(values));
    }

    @BeforeEach
    void write() throws IOException {
        snapshots = new Snapshots(directory.resolve("snapshots"), "regraft.features");
        snapshots.write(SNAPSHOT, EXAMPLES::forEach);
        file = directory.resolve("snapshots/regraft.features-3.snapshot");
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        Snapshots.Found found = snapshots.find(3, TOPIC, NOW.plusSeconds(5));
        assertEquals(SNAPSHOT, found.snapshot());
        Map<FeatureKey, KeptExample> examples = new HashMap<>();
        Map<FeatureKey, Instant> leftovers = new HashMap<>();
        found.forEach(examples::put, leftovers::put);
        assertEquals(EXAMPLES, examples);
        assertEquals(SNAPSHOT.leftovers(), leftovers);
    }

    @Test
    void noticesEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertUnusable("truncated to " + length);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertUnusable("a byte more");
    }

    @Test
    void noticesFlippedBits() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            byte[] flipped = whole.clone();
            int bit = random.nextInt(whole.length * Byte.SIZE);
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file, flipped);
            assertUnusable("bit " + bit);
        }
    }

    private void assertUnusable(String what) {
        assertThrows(Snapshots.UnusableException.class, () -> snapshots.find(3, TOPIC, NOW), what);
    }

    private void assertUnusable(String reason, int partition, FeaturesTopic topic, Instant now) {
        var refusal = assertThrows(Snapshots.UnusableException.class, () -> snapshots.find(partition, topic, now));
        assertEquals(reason, refusal.getMessage());
    }

    @Test
    void noticesThatItIsOfAnotherTopicOfTheSameName() {
        FeaturesTopic recreated = new FeaturesTopic(new Uuid(1, 3), TOPIC.deleteRetention());
        assertUnusable("topic id must be " + recreated.id() + ": " + TOPIC.id(), 3, recreated, NOW);
    }

    @Test
    void noticesThatItIsOfAnotherPartition() throws IOException {
        Files.copy(file, file.resolveSibling("regraft.features-2.snapshot"));
        assertUnusable("partition must be 2: 3", 2, TOPIC, NOW);
    }

    @Test
    void leavesAsideWhatDeletionsMayHaveBeenForgottenSince() throws Exception {
        Duration half = TOPIC.deleteRetention().dividedBy(2);
        assertEquals(SNAPSHOT, snapshots.find(3, TOPIC, NOW.plus(half)).snapshot());
        assertUnusable("its age must be below half of the topic's delete.retention.ms, 86400000: 43200001", 3, TOPIC,
                NOW.plus(half).plusMillis(1));
    }

    @Test
    void trustsNoClockThatWentBack() throws Exception {
        assertEquals(SNAPSHOT, snapshots.find(3, TOPIC, NOW.minusSeconds(60)).snapshot());
        assertUnusable("it must not come from the future: " + NOW, 3, TOPIC, NOW.minusSeconds(61));
    }

    @Test
    void leavesAsideALaterFormat() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        bytes.putShort(4, (short) 3);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, bytes.capacity() - Integer.BYTES);
        bytes.putInt(bytes.capacity() - Integer.BYTES, (int) crc.getValue());
        Files.write(file, bytes.array());
        assertUnusable("format version of a snapshot must be 2: 3 is of a later version of the service", 3, TOPIC, NOW);
    }

    @Test
    void saysThatThereIsNone() {
        assertUnusable("there is none", 1, TOPIC, NOW);
    }

    @Test
    void whatCannotBeWrittenLeavesTheFormerOne() throws Exception {
        byte[] former = Files.readAllBytes(file);
        Snapshot next = new Snapshot(new Snapshot.Origin(TOPIC.id(), 3, 99, NOW), List.of(), Map.of());
        assertThrows(IOException.class, () -> snapshots.write(next, _ -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        }));
        assertArrayEquals(former, Files.readAllBytes(file));
        assertFalse(Files.exists(file.resolveSibling("regraft.features-3.snapshot.new")));
        assertEquals(SNAPSHOT, snapshots.find(3, TOPIC, NOW).snapshot());
    }

    @Test
    void fullDiskLeavesTheFormerOne() throws Exception {
        try (FileSystem small = Jimfs.newFileSystem(Configuration.unix().toBuilder().setMaxSize(64 << 10).build())) {
            Snapshots onSmall = new Snapshots(small.getPath("/snapshots"), "regraft.features");
            onSmall.write(SNAPSHOT, EXAMPLES::forEach);
            var refusal = assertThrows(IOException.class, () -> onSmall.write(SNAPSHOT, action -> {
                for (int i = 0; i < 10_000; i++) {
                    action.accept(new FeatureKey("support", "e" + i), new KeptExample(vector("refund", 1, Map.of(), 1, 0, 0), null));
                }
            }));
            assertEquals("out of disk space", refusal.getMessage());
            assertEquals(SNAPSHOT, onSmall.find(3, TOPIC, NOW).snapshot());
        }
    }

    @Test
    void aFileWhereTheFolderShouldBeIsAnError() throws IOException {
        Path taken = Files.createFile(directory.resolve("taken"));
        assertThrows(IOException.class, () -> new Snapshots(taken, "regraft.features").write(SNAPSHOT, EXAMPLES::forEach));
        assertTrue(Files.isRegularFile(taken));
    }
}
