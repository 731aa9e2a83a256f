package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.NewerFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadFormatTest {

    private static final int HEADER_BYTES = 6;
    private static final Metrics NO_METRICS = Metrics.NONE;

    /** Written by version 1 of the format; every later version must read it. */
    private static final Path GOLDEN_V1 = Path.of("src/test/resources/golden/head-v1.bin");
    private static final String GOLDEN_V1_SHA256 = "10228043ae7ca64fdba00feefa15ca9bf25113316ccd517834bc02a078624450";

    /** Written by version 2; every later version must read them. */
    private static final Path GOLDEN_V2 = Path.of("src/test/resources/golden/head-v2.bin");
    private static final String GOLDEN_SHA256 = "63aa9387d1da1572016a95ca732419c3c79ebedac328140d982cc3285c7d16c0";
    private static final Path GOLDEN_V2_REGRESSION = Path.of("src/test/resources/golden/head-v2-regression.bin");
    /** Written by version 3; every later version must read them. {@code Files.write(path, HeadFormat.write(golden()))} made them. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden/head-v3.bin");
    private static final Path GOLDEN_REGRESSION = Path.of("src/test/resources/golden/head-v3-regression.bin");
    private static final String GOLDEN_REGRESSION_SHA256 = "e5fd92dd6f9c893a9fff57c646a290ba3232afbdf599f41db909ca7337091cb6";

    private static final FeatureSpace SPACE = new FeatureSpace("all-minilm-l6-v2", "0123456789abcdef".repeat(4), 3);
    private static final List<String> LABELS = List.of("refund", "Rückfrage ☎", "請求 😀");
    private static final Instant TRAINED = Instant.parse("2026-11-23T08:15:30.123Z");

    /** What the golden file of version 1 holds. */
    private static HeadVersion goldenV1() {
        float[] weights = {1.5f, -2, 0.25f, Float.MIN_VALUE, Float.MAX_VALUE, -0f, 1e-3f, 3.1415927f, -1};
        Head head = new Head(SPACE, "lda", new Output.SingleLabel(LABELS, 19.6f), Optional.empty(),
                new Linear(weights, new float[] {0.5f, -0.125f, 7}), Optional.of(novelty(3)));
        return new HeadVersion(7, head, 612, TRAINED, new Metrics(0.93, null, null, 0.25, 0.0625, null, null, null, null));
    }

    /** What the golden file holds: several labels, random features, novelty by a discriminant, a worst slice. */
    private static HeadVersion golden() {
        HeadVersion former = goldenV2();
        Metrics.WorstSlice worst = new Metrics.WorstSlice("channel", "größte ☎", 0.5, 40);
        return new HeadVersion(8, former.head(), 613, TRAINED, former.metrics().withWorstSlice(worst));
    }

    private static HeadVersion goldenRegression() {
        HeadVersion former = goldenV2Regression();
        Metrics.WorstSlice worst = new Metrics.WorstSlice("channel", null, 0.25, 1L << 40);
        return new HeadVersion(9, former.head(), 614, TRAINED, former.metrics().withWorstSlice(worst));
    }

    private static HeadVersion goldenV2() {
        Linear discriminant = new Linear(new float[] {1, 2, 3, -4}, new float[] {0.5f, 0.25f});
        Head head = new Head(SPACE, "ridge", new Output.MultiLabel(LABELS, new float[] {0, 0.3f, 1}),
                Optional.of(new Expansion(3, 2, 1L << 40)),
                new Linear(new float[] {1.5f, -2, 0.25f, Float.MIN_VALUE, Float.MAX_VALUE, -0f}, new float[] {0.5f, -0.125f, 7}),
                Optional.of(novelty(2).by(discriminant)));
        return new HeadVersion(8, head, 613, TRAINED,
                new Metrics(0.93, new Metrics.Interval(0.875, 0.96), 0.75, 0.25, 0.0625, 0.5, null, null, "größer ☎"));
    }

    private static HeadVersion goldenV2Regression() {
        Head head = new Head(SPACE, "ridge", new Output.Regression(-1.5f, 2.25f),
                new Linear(new float[] {1, -2, 1e30f}, new float[] {0.1f}));
        return new HeadVersion(9, head, 614, TRAINED, new Metrics(null, null, null, null, null, null, 12.5, -0.25, null));
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
    void goldenFilesLoadForEver() throws IOException {
        assertGolden(goldenV1(), GOLDEN_V1_SHA256, GOLDEN_V1);
        assertGolden(goldenV2(), GOLDEN_SHA256, GOLDEN_V2);
        assertGolden(goldenV2Regression(), GOLDEN_REGRESSION_SHA256, GOLDEN_V2_REGRESSION);
        assertGolden(golden(), GOLDEN_SHA256, GOLDEN);
        assertGolden(goldenRegression(), GOLDEN_REGRESSION_SHA256, GOLDEN_REGRESSION);
    }

    private static void assertGolden(HeadVersion golden, String sha256, Path file) throws IOException {
        HeadVersion read = HeadFormat.read(Files.readAllBytes(file));
        assertEqual(golden, read);
        assertEquals(sha256, read.sha256());
    }

    @Test
    void todaysBytesAreThoseOfTheGoldenFiles() throws IOException {
        assertArrayEquals(Files.readAllBytes(GOLDEN), HeadFormat.write(golden()));
        assertArrayEquals(Files.readAllBytes(GOLDEN_REGRESSION), HeadFormat.write(goldenRegression()));
    }

    /** One of each kind. */
    static List<HeadVersion> heads() {
        return List.of(small(NO_METRICS), golden(), goldenRegression());
    }

    @ParameterizedTest
    @MethodSource("heads")
    void everyKindIsRead(HeadVersion head) {
        assertEqual(head, HeadFormat.read(HeadFormat.write(head)));
    }

    @ParameterizedTest
    @CsvSource({"2,1", "13,64", "384,100", "384,8192"})
    void randomFeaturesThatAreWrittenAreRead(int dimension, int width) {
        RandomHeads random = new RandomHeads(width, dimension, 2);
        float[] weights = new RandomHeads(dimension, width, 2).weights().weights();
        Head head = new Head(new FeatureSpace("toy", "0".repeat(64), dimension), "toy", new Output.SingleLabel(List.of("a", "b"), 2),
                Optional.of(new Expansion(dimension, width, -width)), new Linear(weights, new float[2]), Optional.empty());
        Head read = HeadFormat.read(HeadFormat.write(new HeadVersion(1, head, 2, Instant.EPOCH, NO_METRICS))).head();
        assertEquals(head.sha256(), read.sha256());
        Features features = random.features();
        assertArrayEquals(head.predict(features).numbers(), read.predict(features).numbers());
    }

    @Test
    void intervalThatIsNotKnownStaysSo() {
        Head head = new Head(SPACE, "ridge", new Output.Regression(null, null), new Linear(new float[3], new float[1]));
        byte[] bytes = HeadFormat.write(new HeadVersion(1, head, 2, Instant.EPOCH, NO_METRICS));
        assertEquals(head.output(), HeadFormat.read(bytes).head().output());
    }

    @ParameterizedTest
    @CsvSource({"1,2", "3,3", "13,150", "384,150"})
    void whatIsWrittenIsRead(int dimension, int labels) {
        RandomHeads random = new RandomHeads(dimension, dimension, labels);
        Head head = random.head(random.weights(), 1.25f);
        HeadVersion version = new HeadVersion(Integer.MAX_VALUE, head, 1L << 40, Instant.ofEpochMilli(-1),
                new Metrics(0.0, null, 1.0, 0.5, 0.25, null, null, null, null));
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
        bytes[bytes.length - Integer.BYTES - 1] = 3;
        assertEquals("novelty must be 0, or 1 or 2 with at most 512 labels: 3 with 2", assertRefused(sealed(bytes), "flag 3").getMessage());
        bytes[bytes.length - Integer.BYTES - 1] = 1;
        assertRefused(sealed(bytes), "novelty announced, but missing");
        bytes[bytes.length - Integer.BYTES - 1] = 2;
        assertRefused(sealed(bytes), "discriminant announced, but missing");
    }

    @Test
    void refusesNoveltyOfTooManyLabels() {
        RandomHeads random = new RandomHeads(1, 1, Novelty.MOST_LABELS + 1);
        byte[] bytes = HeadFormat.write(new HeadVersion(1, random.head(random.weights(), 1), 2, Instant.EPOCH, NO_METRICS));
        bytes[bytes.length - Integer.BYTES - 1] = 1;
        assertEquals("novelty must be 0, or 1 or 2 with at most 512 labels: 1 with 513",
                assertRefused(sealed(bytes), "513 labels").getMessage());
    }

    @Test
    void missingMetricsStayMissing() {
        assertEquals(NO_METRICS, HeadFormat.read(HeadFormat.write(small(NO_METRICS))).metrics());
        Metrics one = new Metrics(null, null, 0.5, null, null, null, null, null, null);
        assertEquals(one, HeadFormat.read(HeadFormat.write(small(one))).metrics());
    }

    @ParameterizedTest
    @MethodSource("heads")
    void refusesEveryTruncation(HeadVersion head) {
        byte[] whole = HeadFormat.write(head);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "cut to " + length + " bytes");
        }
    }

    @ParameterizedTest
    @MethodSource("heads")
    void refusesEveryTruncationEvenUnderAValidChecksum(HeadVersion head) {
        byte[] whole = HeadFormat.write(head);
        for (int length = HEADER_BYTES + Integer.BYTES; length < whole.length; length++) {
            assertRefused(sealed(Arrays.copyOf(whole, length)), "cut to " + length + " bytes");
        }
    }

    @ParameterizedTest
    @MethodSource("heads")
    void refusesEveryFlippedBit(HeadVersion head) {
        byte[] whole = HeadFormat.write(head);
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            assertRefused(flipped(whole, bit), "flipped bit " + bit);
        }
    }

    @ParameterizedTest
    @MethodSource("heads")
    void readsOrRefusesEveryFlippedBitUnderAValidChecksum(HeadVersion head) {
        byte[] whole = HeadFormat.write(head);
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

    @ParameterizedTest
    @MethodSource("heads")
    void refusesBytesLeftOver(HeadVersion head) {
        byte[] whole = HeadFormat.write(head);
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "one byte behind");
        assertRefused(sealed(Arrays.copyOf(whole, whole.length + 1)), "one byte behind, checksum right");
    }

    @Test
    void namesANewerVersionOfTheFormat() {
        byte[] newer = HeadFormat.write(small(NO_METRICS));
        newer[HEADER_BYTES - 1] = 4;
        assertTrue(assertRefused(newer, "version 4, checksum wrong").getMessage().startsWith("checksum"), "damaged, not newer");
        var refusal = assertThrows(NewerFormatException.class, () -> HeadFormat.read(sealed(newer)));
        assertEquals("format version of a head must be 3: 4 is of a later version of the service", refusal.getMessage());
    }

    @Test
    void namesAVersionThatNeverWas() {
        byte[] none = HeadFormat.write(small(NO_METRICS));
        none[HEADER_BYTES - 1] = 0;
        assertEquals("format version of a head must be from 1 to 3: 0", assertRefused(sealed(none), "version 0").getMessage());
    }

    @Test
    void namesAnUnknownKind() {
        byte[] other = HeadFormat.write(goldenRegression());
        int kind = other.length - (Integer.BYTES + headBytes(goldenRegression()) + Long.BYTES + Integer.BYTES + 2 * Float.BYTES + 1);
        assertEquals(3, other[kind]);
        other[kind] = 4;
        assertEquals("kind of a head must be in [1, 3]: 4", assertRefused(sealed(other), "kind 4").getMessage());
    }

    /** How many bytes the head of the golden regression has: names, digest, dimension, no labels, temperature, 4 numbers, no novelty. */
    private static int headBytes(HeadVersion head) {
        return 2 + head.head().space().backbone().length() + 32 + 4 + 2 + head.head().algorithm().length() + 4 + 4 + 4 + 3 * 4 + 1;
    }

    @Test
    void refusesAWorstSliceOfAnUnknownForm() {
        byte[] bytes = HeadFormat.write(small(NO_METRICS));
        int flag = HEADER_BYTES + Integer.BYTES + 2 * Long.BYTES + 9 * Double.BYTES + 2;
        assertEquals(0, bytes[flag]);
        bytes[flag] = 3;
        assertEquals("a worst slice must be 0, 1 or 2: 3", assertRefused(sealed(bytes), "form 3").getMessage());
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
    void digestCoversTheKindAndTheRandomFeatures() {
        Set<String> digests = new HashSet<>();
        List<Output> outputs = List.of(new Output.SingleLabel(List.of("a", "b"), 1),
                new Output.MultiLabel(List.of("a", "b"), new float[] {0.5f, 0.5f}), new Output.MultiLabel(List.of("a", "b"), new float[] {0.5f, 0.25f}));
        for (Output output : outputs) {
            Linear linear = new Linear(new float[] {1, 2, 3, 4, 5, 6}, new float[2]);
            digests.add(new Head(SPACE, "toy", output, linear).sha256());
            digests.add(new Head(SPACE, "toy", output, Optional.of(new Expansion(3, 3, 1)), linear, Optional.empty()).sha256());
            digests.add(new Head(SPACE, "toy", output, Optional.of(new Expansion(3, 3, 2)), linear, Optional.empty()).sha256());
        }
        assertEquals(9, digests.size());
        Linear one = new Linear(new float[3], new float[1]);
        assertNotEquals(new Head(SPACE, "toy", new Output.Regression(-1f, 1f), one).sha256(),
                new Head(SPACE, "toy", new Output.Regression(-1f, 2f), one).sha256());
    }

    @Test
    void digestLeavesOutWhenAndFromWhatItWasTrained() {
        Head head = head("toy", "lda", "b", 4, 1);
        byte[] early = HeadFormat.write(new HeadVersion(1, head, 2, Instant.EPOCH, NO_METRICS));
        byte[] late = HeadFormat.write(new HeadVersion(2, head, 3, Instant.EPOCH.plusMillis(1),
                new Metrics(1.0, null, 1.0, 0.0, 0.0, null, null, null, "late")));
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
        assertEqual(expected.head().output(), read.head().output());
        assertEquals(expected.head().expansion().map(Expansion::width), read.head().expansion().map(Expansion::width));
        assertEquals(expected.head().expansion().map(Expansion::seed), read.head().expansion().map(Expansion::seed));
        assertEquals(expected.sha256(), read.sha256());
        assertArrayEquals(HeadFormat.write(expected), HeadFormat.write(read));
    }

    private static void assertEqual(Output expected, Output read) {
        if (expected instanceof Output.MultiLabel(List<String> labels, float[] thresholds)) {
            Output.MultiLabel several = assertInstanceOf(Output.MultiLabel.class, read);
            assertEquals(labels, several.labels());
            assertArrayEquals(thresholds, several.thresholds());
        } else {
            assertEquals(expected, read);
        }
    }
}
