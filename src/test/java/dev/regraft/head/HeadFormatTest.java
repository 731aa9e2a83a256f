package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.NewerFormatException;
import dev.regraft.feature.Features;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadFormatTest {

    private static final int HEADER_BYTES = 6;
    private static final Metrics NO_METRICS = Metrics.NONE;

    /** Written by version 1 of the format; every later version must read it. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden/head-v1.bin");
    private static final String GOLDEN_SHA256 = "10228043ae7ca64fdba00feefa15ca9bf25113316ccd517834bc02a078624450";

    /** What the golden file holds; {@code Files.write(GOLDEN, HeadFormat.write(golden()))} made it. */
    private static HeadVersion golden() {
        FeatureSpace space = new FeatureSpace("all-minilm-l6-v2", "0123456789abcdef".repeat(4), 3);
        float[] weights = {1.5f, -2, 0.25f, Float.MIN_VALUE, Float.MAX_VALUE, -0f, 1e-3f, 3.1415927f, -1};
        Head head = new Head(space, "lda", new Output.SingleLabel(List.of("refund", "Rückfrage ☎", "請求 😀"), 19.6f), Optional.empty(),
                new Linear(weights, new float[] {0.5f, -0.125f, 7}), Optional.of(novelty(3)));
        return new HeadVersion(7, head, 612, Instant.parse("2026-11-23T08:15:30.123Z"), 
                new Metrics(0.93, null, null, 0.25, 0.0625, null, null, null, null));
    }

    /** A toy of that many labels: ascending numbers. */
    private static Novelty novelty(int labels) {
        return new Novelty(ascending(labels), ascending(labels), ascending(Novelty.triangleSize(labels)), ascending(Novelty.QUANTILES));
    }

    private static float[] ascending(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i * 0.75f - 2;
        }
        return numbers;
    }

    @Test
    void goldenFileLoadsForEver() throws IOException {
        HeadVersion read = HeadFormat.read(Files.readAllBytes(GOLDEN));
        assertEqual(golden(), read);
        assertEquals(GOLDEN_SHA256, read.sha256());
    }

    @Test
    void todaysBytesAreThoseOfTheGoldenFile() throws IOException {
        assertArrayEquals(Files.readAllBytes(GOLDEN), HeadFormat.write(golden()));
    }

    @ParameterizedTest
    @CsvSource({"1,2", "3,3", "13,150", "384,150"})
    void whatIsWrittenIsRead(int dimension, int labels) {
        RandomHeads random = new RandomHeads(dimension, dimension, labels);
        Head head = random.head(random.weights(), 1.25f);
        HeadVersion version = new HeadVersion(Integer.MAX_VALUE, head, 1L << 40, Instant.ofEpochMilli(-1), new Metrics(0.0, null, 1.0, 0.5, 0.25, null, null, null, null));
        HeadVersion read = HeadFormat.read(HeadFormat.write(version));
        assertEqual(version, read);
        Features features = random.features();
        assertArrayEquals(head.predict(features).numbers(), read.head().predict(features).numbers());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 13, 512})
    void noveltyThatIsWrittenIsRead(int labels) {
        RandomHeads random = new RandomHeads(labels, 3, labels);
        Head head = random.head(random.weights(), 1, Optional.of(novelty(labels)));
        Head read = HeadFormat.read(HeadFormat.write(new HeadVersion(1, head, 2, Instant.EPOCH, NO_METRICS))).head();
        assertEquals(head.sha256(), read.sha256());
        assertArrayEquals(head.novelty().orElseThrow().parts(), read.novelty().orElseThrow().parts());
    }

    @Test
    void headWithoutNoveltyStaysWithoutIt() {
        HeadVersion without = new HeadVersion(1, plain("toy", "lda", "b", 4, 1), 2, Instant.EPOCH, NO_METRICS);
        byte[] bytes = HeadFormat.write(without);
        assertEqual(without, HeadFormat.read(bytes));
        assertEquals(Optional.empty(), HeadFormat.read(bytes).head().novelty());
        bytes[bytes.length - Integer.BYTES - 1] = 2;
        assertEquals("novelty must be 0, or 1 with at most 512 labels: 2 with 2", assertRefused(sealed(bytes), "flag 2").getMessage());
        bytes[bytes.length - Integer.BYTES - 1] = 1;
        assertRefused(sealed(bytes), "novelty announced, but missing");
    }

    @Test
    void refusesNoveltyOfTooManyLabels() {
        RandomHeads random = new RandomHeads(1, 1, Novelty.MOST_LABELS + 1);
        byte[] bytes = HeadFormat.write(new HeadVersion(1, random.head(random.weights(), 1), 2, Instant.EPOCH, NO_METRICS));
        bytes[bytes.length - Integer.BYTES - 1] = 1;
        assertEquals("novelty must be 0, or 1 with at most 512 labels: 1 with 513", assertRefused(sealed(bytes), "513 labels").getMessage());
    }

    @Test
    void missingMetricsStayMissing() {
        assertEquals(NO_METRICS, HeadFormat.read(HeadFormat.write(small(NO_METRICS))).metrics());
        Metrics one = new Metrics(null, null, 0.5, null, null, null, null, null, null);
        assertEquals(one, HeadFormat.read(HeadFormat.write(small(one))).metrics());
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = HeadFormat.write(small(NO_METRICS));
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "cut to " + length + " bytes");
        }
    }

    @Test
    void refusesEveryTruncationEvenUnderAValidChecksum() {
        byte[] whole = HeadFormat.write(small(NO_METRICS));
        for (int length = HEADER_BYTES + Integer.BYTES; length < whole.length; length++) {
            assertRefused(sealed(Arrays.copyOf(whole, length)), "cut to " + length + " bytes");
        }
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] whole = HeadFormat.write(small(NO_METRICS));
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            assertRefused(flipped(whole, bit), "flipped bit " + bit);
        }
    }

    @Test
    void readsOrRefusesEveryFlippedBitUnderAValidChecksum() {
        byte[] whole = HeadFormat.write(small(NO_METRICS));
        List<Integer> readable = new ArrayList<>();
        for (int bit = 0; bit < (whole.length - Integer.BYTES) * Byte.SIZE; bit++) {
            try {
                HeadFormat.read(sealed(flipped(whole, bit)));
                readable.add(bit);
            } catch (UnreadableHeadException | NewerFormatException _) {
                // The other answer allowed.
            }
        }
        assertNotEquals(List.of(), readable);
    }

    @Test
    void refusesBytesLeftOver() {
        byte[] whole = HeadFormat.write(small(NO_METRICS));
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "one byte behind");
        assertRefused(sealed(Arrays.copyOf(whole, whole.length + 1)), "one byte behind, checksum right");
    }

    @Test
    void namesANewerVersionOfTheFormat() {
        byte[] newer = HeadFormat.write(small(NO_METRICS));
        newer[HEADER_BYTES - 1] = 2;
        assertTrue(assertRefused(newer, "version 2, checksum wrong").getMessage().startsWith("checksum"), "damaged, not newer");
        var refusal = assertThrows(NewerFormatException.class, () -> HeadFormat.read(sealed(newer)));
        assertEquals("format version of a head must be 1: 2 is of a later version of the service", refusal.getMessage());
    }

    @Test
    void digestCoversWhatDecidesTheAnswers() {
        String sha256 = head("toy", "lda", "b", 4, 1).sha256();
        assertEquals(sha256, head("toy", "lda", "b", 4, 1).sha256());
        assertNotEquals(sha256, head("boy", "lda", "b", 4, 1).sha256());
        assertNotEquals(sha256, head("toy", "ridge", "b", 4, 1).sha256());
        assertNotEquals(sha256, head("toy", "lda", "c", 4, 1).sha256());
        assertNotEquals(sha256, head("toy", "lda", "b", Math.nextUp(4f), 1).sha256());
        assertNotEquals(sha256, head("toy", "lda", "b", 4, Math.nextUp(1f)).sha256());
        assertNotEquals(sha256, plain("toy", "lda", "b", 4, 1).sha256());
    }

    @Test
    void digestLeavesOutWhenAndFromWhatItWasTrained() {
        Head head = head("toy", "lda", "b", 4, 1);
        byte[] early = HeadFormat.write(new HeadVersion(1, head, 2, Instant.EPOCH, NO_METRICS));
        byte[] late = HeadFormat.write(new HeadVersion(2, head, 3, Instant.EPOCH.plusMillis(1), new Metrics(1.0, null, 1.0, 0.0, 0.0, null, null, null, "late")));
        assertEquals(HeadFormat.read(early).sha256(), HeadFormat.read(late).sha256());
    }

    private static Head head(String backbone, String algorithm, String label, float weight, float temperature) {
        return new Head(new FeatureSpace(backbone, "0".repeat(64), 2), algorithm,
                new Output.SingleLabel(List.of("a", label), temperature), Optional.empty(),
                new Linear(new float[] {1, 2, 3, weight}, new float[] {5, 6}), Optional.of(novelty(2)));
    }

    /** The same without novelty. */
    private static Head plain(String backbone, String algorithm, String label, float weight, float temperature) {
        return new Head(new FeatureSpace(backbone, "0".repeat(64), 2), algorithm,
                new Output.SingleLabel(List.of("a", label), temperature), new Linear(new float[] {1, 2, 3, weight}, new float[] {5, 6}));
    }

    private static HeadVersion small(Metrics metrics) {
        return new HeadVersion(1, head("toy", "lda", "b", 4, 1), 2, Instant.EPOCH, metrics);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return flipped;
    }

    /** The bytes, the last four replaced by the checksum of those before. */
    private static byte[] sealed(byte[] bytes) {
        int end = bytes.length - Integer.BYTES;
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        return ByteBuffer.wrap(bytes.clone()).putInt(end, (int) checksum.getValue()).array();
    }

    private static UnreadableHeadException assertRefused(byte[] bytes, String how) {
        return assertThrows(UnreadableHeadException.class, () -> HeadFormat.read(bytes), how);
    }

    private static void assertEqual(HeadVersion expected, HeadVersion read) {
        assertEquals(expected.version(), read.version());
        assertEquals(expected.examples(), read.examples());
        assertEquals(expected.trainedAt(), read.trainedAt());
        assertEquals(expected.metrics(), read.metrics());
        assertEquals(expected.labels(), read.labels());
        assertEquals(expected.head().space(), read.head().space());
        assertEquals(expected.head().algorithm(), read.head().algorithm());
        assertEquals(expected.sha256(), read.sha256());
    }
}
