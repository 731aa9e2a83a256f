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
    private static final Path GOLDEN = Path.of("src/test/resources/golden/feature-v1.bin");

    /** What the golden file holds; {@code Files.write(GOLDEN, golden().bytes())} made it. */
    private static FeatureRecord golden() {
        FeatureSpace space = new FeatureSpace("all-minilm-l6-v2", "0123456789abcdef".repeat(4), 5);
        return new FeatureRecord.Vector(new LabeledFeatures(CREATED, space, new Target.Label("Rückfrage ☎ 😀"), 0.25,
                Map.of("channel", "mail", "größe", "請求", "empty", ""), Features.ofFixedPoint(new short[] {-16384, -1, 0, 1, 16384})));
    }

    static final List<FeatureRecord> RECORDS = List.of(
            golden(),
            new FeatureRecord.Vector(new LabeledFeatures(CREATED, new FeatureSpace("", "f".repeat(64), 1), new Target.Label("a"), 100, Map.of(), Features.quantise(1))),
            new FeatureRecord.Ordered(CREATED, new Order.Promote(Integer.MAX_VALUE)),
            new FeatureRecord.Ordered(Instant.EPOCH, new Order.Rollback()));

    @Test
    void goldenFileLoadsForEver() throws IOException {
        assertEquals(golden(), FeatureRecord.read(Files.readAllBytes(GOLDEN)));
    }

    @Test
    void todaysBytesAreThoseOfTheGoldenFile() throws IOException {
        assertArrayEquals(Files.readAllBytes(GOLDEN), golden().bytes());
    }

    @Test
    void ordersKeepTheirBytes() {
        assertEquals("5247465600010200000000000003e80000000708b25cdd", hex(new FeatureRecord.Ordered(Instant.ofEpochSecond(1), new Order.Promote(7))));
        assertEquals("5247465600010300000000000003e87038e2e6", hex(new FeatureRecord.Ordered(Instant.ofEpochSecond(1), new Order.Rollback())));
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
        newer[HEADER_BYTES - 1] = 2;
        assertTrue(assertRefused(newer, "version 2, checksum wrong").getMessage().startsWith("checksum"), "damaged, not newer");
        var refusal = assertThrows(NewerFormatException.class, () -> FeatureRecord.read(sealed(newer)));
        assertEquals("format version of a feature record must be 1: 2 is of a later version of the service", refusal.getMessage());
    }

    @Test
    void namesAnUnknownKind() {
        byte[] other = golden().bytes();
        other[HEADER_BYTES] = 4;
        assertEquals("kind of a feature record is not known: 4", assertRefused(sealed(other), "kind 4").getMessage());
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
