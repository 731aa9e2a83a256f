package dev.regraft.stream;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Value of a record in the topic of features: a labeled vector, or an order about the task's heads.
 *
 * <p>Big-endian. {@code "RGFV"}, u16 format version (1), u8 kind, i64 incarnation (ms since 1970), body, u32 CRC-32C of all bytes
 * before it. A string is its u16 length in bytes and its modified UTF-8, as {@link DataOutputStream#writeUTF} has it.
 * <ul>
 * <li>Kind 1, vector: backbone name, space digest (32 bytes), label, f64 weight, u16 number of attributes, their names, sorted, and values
 * in turn, u32 dimension, the i16 fixed-point values.</li>
 * <li>Kind 2, promote: u32 version.</li>
 * <li>Kind 3, roll back: empty.</li>
 * </ul>
 */
sealed interface FeatureRecord {

    /** {@link dev.regraft.graft.TaskDefinition#createdAt()} of the task it is meant for. */
    Instant incarnation();

    /** An example's vector. */
    record Vector(LabeledFeatures example) implements FeatureRecord {
        @Override
        public Instant incarnation() {
            return example.incarnation();
        }
    }

    /** What an operator ordered. */
    record Ordered(Instant incarnation, Order order) implements FeatureRecord {
    }

    /** Header of a record that was made of an example: where that stands and when it was appended. */
    String EXAMPLE_HEADER = "example";

    /** Header of a deletion that is written because the whole task ended: its incarnation, as i64 ms since 1970. */
    String ENDED_HEADER = "ended";

    int MAGIC = 0x52474656;
    int VERSION = 1;
    int VECTOR = 1;
    int PROMOTE = 2;
    int ROLLBACK = 3;
    int CHECKSUM_BYTES = 4;

    /** The record's value as bytes. */
    default byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeShort(VERSION);
            write(out);
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Vector(LabeledFeatures example) -> writeVector(example, out);
            case Ordered(Instant incarnation, Order.Promote(int version)) -> {
                out.writeByte(PROMOTE);
                out.writeLong(incarnation.toEpochMilli());
                out.writeInt(version);
            }
            case Ordered(Instant incarnation, Order.Rollback _) -> {
                out.writeByte(ROLLBACK);
                out.writeLong(incarnation.toEpochMilli());
            }
        }
    }

    private static void writeVector(LabeledFeatures example, DataOutputStream out) throws IOException {
        out.writeByte(VECTOR);
        out.writeLong(example.incarnation().toEpochMilli());
        out.writeUTF(example.space().backbone());
        out.write(HexFormat.of().parseHex(example.space().digest()));
        out.writeUTF(example.label());
        out.writeDouble(example.weight());
        out.writeShort(example.attributes().size());
        for (Map.Entry<String, String> attribute : new TreeMap<>(example.attributes()).entrySet()) {
            out.writeUTF(attribute.getKey());
            out.writeUTF(attribute.getValue());
        }
        Features features = example.features();
        out.writeInt(features.dimension());
        for (int i = 0; i < features.dimension(); i++) {
            out.writeShort(features.fixedPoint(i));
        }
    }

    /**
     * The record that the bytes hold.
     *
     * @throws IllegalArgumentException if they are none, are damaged, or come from a newer version of this format
     */
    static FeatureRecord read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length < 19 || in.readInt() != MAGIC) {
                throw new IllegalArgumentException("not a feature record: it does not begin with RGFV");
            }
            int version = in.readUnsignedShort();
            if (version != VERSION) {
                throw new IllegalArgumentException("format version of a feature record must be " + VERSION + ": " + version);
            }
            int end = bytes.length - CHECKSUM_BYTES;
            if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
                throw new IllegalArgumentException("checksum of a feature record of " + bytes.length + " bytes does not match");
            }
            int kind = in.readUnsignedByte();
            Instant incarnation = Instant.ofEpochMilli(in.readLong());
            FeatureRecord record = switch (kind) {
                case VECTOR -> new Vector(readVector(incarnation, in));
                case PROMOTE -> new Ordered(incarnation, new Order.Promote(in.readInt()));
                case ROLLBACK -> new Ordered(incarnation, new Order.Rollback());
                default -> throw new IllegalArgumentException("kind of a feature record is not known: " + kind);
            };
            if (in.available() != CHECKSUM_BYTES) {
                throw new IllegalArgumentException("bytes left over behind a feature record: " + (in.available() - CHECKSUM_BYTES));
            }
            return record;
        } catch (EOFException e) {
            throw new IllegalArgumentException("not a feature record: it ends too soon, after " + bytes.length + " bytes", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a feature record: " + e.getMessage(), e);
        }
    }

    private static LabeledFeatures readVector(Instant incarnation, DataInputStream in) throws IOException {
        String backbone = in.readUTF();
        String digest = HexFormat.of().formatHex(in.readNBytes(32));
        String label = in.readUTF();
        double weight = in.readDouble();
        Map<String, String> attributes = new HashMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            attributes.put(in.readUTF(), in.readUTF());
        }
        int dimension = in.readInt();
        if (dimension < 0 || dimension > in.available() / Short.BYTES) {
            throw new IllegalArgumentException("dimension does not fit the size of the record: " + dimension);
        }
        short[] values = new short[dimension];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readShort();
        }
        FeatureSpace space = new FeatureSpace(backbone, digest, values.length);
        return new LabeledFeatures(incarnation, space, label, weight, attributes, Features.ofFixedPoint(values));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** The example header's value: i32 partition, i64 offset, i64 ms since 1970. */
    static byte[] exampleHeader(Position position, long appendedAtMs) {
        return ByteBuffer.allocate(20).putInt(position.partition()).putLong(position.offset()).putLong(appendedAtMs).array();
    }
}
