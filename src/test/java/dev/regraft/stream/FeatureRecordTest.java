package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Target;
import dev.regraft.feature.Features;
import dev.regraft.feature.NewerFormatException;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class FeatureRecordTest {

    private static final int HEADER_BYTES = 6;
    private static final Instant CREATED = Instant.parse("2026-11-23T08:15:30.123Z");

    /** Written by version 1 of the format; every later version must read it. */
    private static final Path GOLDEN_V1 = Path.of("src/test/resources/golden/feature-v1.bin");

    /** Written by version 2; every later version must read them. {@code Files.write(path, golden().bytes())} made them. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden/feature-v2.bin");
    private static final Path GOLDEN_LABELS = Path.of("src/test/resources/golden/feature-v2-labels.bin");
    private static final Path GOLDEN_VALUE = Path.of("src/test/resources/golden/feature-v2-value.bin");

    private static FeatureRecord golden(Target target) {
        FeatureSpace space = new FeatureSpace("all-minilm-l6-v2", "0123456789abcdef".repeat(4), 5);
        return new FeatureRecord.Vector(new LabeledFeatures(CREATED, space, target, 0.25,
                Map.of("channel", "mail", "größe", "請求", "empty", ""), Features.ofFixedPoint(new short[] {-16384, -1, 0, 1, 16384})));
    }

    /** What the golden files of both versions hold. */
    private static FeatureRecord golden() {
        return golden(new Target.Label("Rückfrage ☎ 😀"));
    }

    private static FeatureRecord goldenLabels() {
        return golden(new Target.Labels(List.of("Rückfrage ☎ 😀", "refund", "請求")));
    }

    private static FeatureRecord goldenValue() {
        return golden(new Target.Value(-1234.5678));
    }

    private static FeatureRecord small(Target target) {
        FeatureSpace space = new FeatureSpace("", "f".repeat(64), 1);
        return new FeatureRecord.Vector(new LabeledFeatures(CREATED, space, target, 100, Map.of(), Features.quantise(1)));
    }

    static final List<FeatureRecord> RECORDS = List.of(
            golden(), goldenLabels(), goldenValue(),
            small(new Target.Label("a")), small(new Target.Labels(List.of())), small(new Target.Value(-0.0)),
            new FeatureRecord.Ordered(CREATED, new Order.Promote(Integer.MAX_VALUE)),
            new FeatureRecord.Ordered(Instant.EPOCH, new Order.Rollback()));

    @Test
    void goldenFilesLoadForEver() throws IOException {
        assertEquals(golden(), FeatureRecord.read(Files.readAllBytes(GOLDEN_V1)));
        assertEquals(golden(), FeatureRecord.read(Files.readAllBytes(GOLDEN)));
        assertEquals(goldenLabels(), FeatureRecord.read(Files.readAllBytes(GOLDEN_LABELS)));
        assertEquals(goldenValue(), FeatureRecord.read(Files.readAllBytes(GOLDEN_VALUE)));
    }

    @Test
    void todaysBytesAreThoseOfTheGoldenFiles() throws IOException {
        assertArrayEquals(Files.readAllBytes(GOLDEN), golden().bytes());
        assertArrayEquals(Files.readAllBytes(GOLDEN_LABELS), goldenLabels().bytes());
        assertArrayEquals(Files.readAllBytes(GOLDEN_VALUE), goldenValue().bytes());
    }

    @Test
    void ordersOfVersionOneAreRead() {
        FeatureRecord promote = new FeatureRecord.Ordered(Instant.ofEpochSecond(1), new Order.Promote(7));
        assertEquals(promote, FeatureRecord.read(HexFormat.of().parseHex("5247465600010200000000000003e80000000708b25cdd")));
        FeatureRecord rollback = new FeatureRecord.Ordered(Instant.ofEpochSecond(1), new Order.Rollback());
        assertEquals(rollback, FeatureRecord.read(HexFormat.of().parseHex("5247465600010300000000000003e87038e2e6")));
        assertEquals("5247465600020200000000000003e800000007", hex(promote).substring(0, 38));
        assertEquals("5247465600020300000000000003e8", hex(rollback).substring(0, 30));
    }

    private static String hex(FeatureRecord record) {
        return HexFormat.of().formatHex(record.bytes());
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void whatIsWrittenIsRead(FeatureRecord record) {
        assertEquals(record, FeatureRecord.read(record.bytes()));
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void refusesEveryTruncation(FeatureRecord record) {
        byte[] whole = record.bytes();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "cut to " + length + " bytes");
        }
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void refusesEveryTruncationEvenUnderAValidChecksum(FeatureRecord record) {
        byte[] whole = record.bytes();
        for (int length = HEADER_BYTES + Integer.BYTES; length < whole.length; length++) {
            assertRefused(sealed(Arrays.copyOf(whole, length)), "cut to " + length + " bytes");
        }
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void refusesEveryFlippedBit(FeatureRecord record) {
        byte[] whole = record.bytes();
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            assertRefused(flipped(whole, bit), "flipped bit " + bit);
        }
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void readsOrRefusesEveryFlippedBitUnderAValidChecksum(FeatureRecord record) {
        byte[] whole = record.bytes();
        List<Integer> readable = new ArrayList<>();
        for (int bit = 0; bit < (whole.length - Integer.BYTES) * Byte.SIZE; bit++) {
            try {
                FeatureRecord.read(sealed(flipped(whole, bit)));
                readable.add(bit);
            } catch (IllegalArgumentException _) {
                // The other answer allowed.
            }
        }
        assertNotEquals(List.of(), readable);
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void refusesBytesLeftOver(FeatureRecord record) {
        byte[] whole = record.bytes();
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "one byte behind");
        assertRefused(sealed(Arrays.copyOf(whole, whole.length + 1)), "one byte behind, checksum right");
    }

    @Test
    void namesANewerVersionOfTheFormat() {
        byte[] newer = golden().bytes();
        newer[HEADER_BYTES - 1] = 4;
        assertTrue(assertRefused(newer, "version 4, checksum wrong").getMessage().startsWith("checksum"), "damaged, not newer");
        var refusal = assertThrows(NewerFormatException.class, () -> FeatureRecord.read(sealed(newer)));
        assertEquals("format version of a feature record must be 3: 4 is of a later version of the service", refusal.getMessage());
    }

    @Test
    void vectorsOfTwoBackbonesAreReadAsTheyWereWritten() {
        LabeledFeatures example = ((FeatureRecord.Vector) golden()).example();
        var vectors = new FeatureRecord.Vectors(example, example.as(new FeatureSpace("other", "ef".repeat(32), 2), Features.quantise(0.5f, -1)));
        assertEquals(vectors, FeatureRecord.read(vectors.bytes()));
        for (int length = 0; length < vectors.bytes().length; length++) {
            assertRefused(Arrays.copyOf(vectors.bytes(), length), "truncated to " + length);
        }
        // An older process need not stop because of an example of one
        assertEquals(2, golden().bytes()[HEADER_BYTES - 1]);
        assertEquals(3, vectors.bytes()[HEADER_BYTES - 1]);
    }

    @Test
    void namesAnUnknownKind() {
        byte[] other = golden().bytes();
        other[HEADER_BYTES] = 7;
        assertEquals("kind of a feature record is not known: 7", assertRefused(sealed(other), "kind 7").getMessage());
    }

    @Test
    void exampleHeaderIsPartitionOffsetAndTime() {
        ByteBuffer header = ByteBuffer.wrap(FeatureRecord.exampleHeader(new Position(3, 1L << 40), 123));
        assertEquals(3, header.getInt());
        assertEquals(1L << 40, header.getLong());
        assertEquals(123, header.getLong());
        assertEquals(0, header.remaining());
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

    private static IllegalArgumentException assertRefused(byte[] bytes, String how) {
        return assertThrows(IllegalArgumentException.class, () -> FeatureRecord.read(bytes), how);
    }
}
