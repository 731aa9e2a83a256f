package dev.regraft.stream;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.RecordFrame;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import dev.regraft.head.Target;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Value of a record in the topic of features: a labeled vector, or an order about the task's heads.
 *
 * <p>A record without a value deletes its id; {@link Incarnation} says of which task of the name.
 *
 * <p>Big-endian. {@code "RGFV"}, u16 format version (3 of kind 6, else 2), u8 kind, i64 incarnation (ms since 1970), body, u32 CRC-32C of all bytes
 * before it. A string is its u16 length in bytes and its modified UTF-8, as {@link DataOutputStream#writeUTF} has it.
 * <ul>
 * <li>Kind 1, vector of one label: backbone name, space digest (32 bytes), label, f64 weight, u16 number of attributes, their names,
 * sorted, and values in turn, u32 dimension, the i16 fixed-point values.</li>
 * <li>Kind 2, promote: u32 version.</li>
 * <li>Kind 3, roll back: empty.</li>
 * <li>Kind 4, vector of several labels: as kind 1, but in place of the label u32 number of labels, sorted, and each.</li>
 * <li>Kind 5, vector of a number: as kind 1, but in place of the label that f64.</li>
 * <li>Kind 6, vectors of two backbones: u8 1, 4 or 5 and what follows in that kind, then of the other backbone its name, space digest, u32
 * dimension, the values.</li>
 * </ul>
 * Version 1, which is still read, has the first three kinds.
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

    /**
     * An example's vectors in two spaces, while its task goes over from one backbone to another.
     *
     * @param also the same example in the other space
     */
    record Vectors(LabeledFeatures example, LabeledFeatures also) implements FeatureRecord {
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

    RecordFrame FRAME = new RecordFrame("feature record", "RGFV", 1, 3);
    /** So that an older process goes on reading as long as no task changes its backbone. */
    RecordFrame FRAME_OF_ONE = new RecordFrame("feature record", "RGFV", 1, 2);
    int VECTOR = 1;
    int PROMOTE = 2;
    int ROLLBACK = 3;
    int VECTOR_OF_LABELS = 4;
    int VECTOR_OF_VALUE = 5;
    int VECTORS = 6;

    /** An example as it is kept. */
    static FeatureRecord of(KeptExample kept) {
        return kept.also() == null ? new Vector(kept.example()) : new Vectors(kept.example(), kept.also());
    }

    /**
     * The example that it holds, as it is kept; empty if it is an order.
     *
     * @param input what it was made of; null if of none
     */
    default Optional<KeptExample> kept(Position input) {
        return switch (this) {
            case Vector(LabeledFeatures example) -> Optional.of(new KeptExample(example, input));
            case Vectors(LabeledFeatures example, LabeledFeatures also) -> Optional.of(new KeptExample(example, also, input));
            case Ordered _ -> Optional.empty();
        };
    }

    /** The record's value as bytes. */
    default byte[] bytes() {
        return (this instanceof Vectors ? FRAME : FRAME_OF_ONE).write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Vector(LabeledFeatures example) -> {
                out.writeByte(kind(example));
                out.writeLong(example.incarnation().toEpochMilli());
                writeExample(example, out);
            }
            case Vectors(LabeledFeatures example, LabeledFeatures also) -> {
                out.writeByte(VECTORS);
                out.writeLong(example.incarnation().toEpochMilli());
                out.writeByte(kind(example));
                writeExample(example, out);
                writeSpace(also.space(), out);
                writeFeatures(also.features(), out);
            }
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

    private static int kind(LabeledFeatures example) {
        return switch (example.target()) {
            case Target.Label _ -> VECTOR;
            case Target.Labels _ -> VECTOR_OF_LABELS;
            case Target.Value _ -> VECTOR_OF_VALUE;
        };
    }

    private static void writeSpace(FeatureSpace space, DataOutputStream out) throws IOException {
        out.writeUTF(space.backbone());
        out.write(HexFormat.of().parseHex(space.digest()));
    }

    private static void writeExample(LabeledFeatures example, DataOutputStream out) throws IOException {
        writeSpace(example.space(), out);
        writeTarget(example.target(), out);
        out.writeDouble(example.weight());
        out.writeShort(example.attributes().size());
        for (Map.Entry<String, String> attribute : new TreeMap<>(example.attributes()).entrySet()) {
            out.writeUTF(attribute.getKey());
            out.writeUTF(attribute.getValue());
        }
        writeFeatures(example.features(), out);
    }

    private static void writeFeatures(Features features, DataOutputStream out) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(features.dimension() * Short.BYTES);
        for (int i = 0; i < features.dimension(); i++) {
            values.putShort(features.fixedPoint(i));
        }
        out.writeInt(features.dimension());
        out.write(values.array());
    }

    private static void writeTarget(Target target, DataOutputStream out) throws IOException {
        switch (target) {
            case Target.Label(String label) -> out.writeUTF(label);
            case Target.Labels(List<String> labels) -> {
                out.writeInt(labels.size());
                for (String label : labels) {
                    out.writeUTF(label);
                }
            }
            case Target.Value(double value) -> out.writeDouble(value);
        }
    }

    /**
     * The record that the bytes hold.
     *
     * @throws dev.regraft.feature.NewerFormatException if they come from a newer version of this format
     * @throws IllegalArgumentException if they are none, or are damaged
     */
    static FeatureRecord read(byte[] bytes) {
        return FRAME.read(bytes, FeatureRecord::readBody);
    }

    private static FeatureRecord readBody(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        Instant incarnation = Instant.ofEpochMilli(in.readLong());
        return switch (kind) {
            case VECTOR, VECTOR_OF_LABELS, VECTOR_OF_VALUE -> new Vector(readVector(kind, incarnation, in));
            case VECTORS -> readVectors(incarnation, in);
            case PROMOTE -> new Ordered(incarnation, new Order.Promote(in.readInt()));
            case ROLLBACK -> new Ordered(incarnation, new Order.Rollback());
            default -> throw new IllegalArgumentException("kind of a feature record is not known: " + kind);
        };
    }

    private static Vectors readVectors(Instant incarnation, DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind != VECTOR && kind != VECTOR_OF_LABELS && kind != VECTOR_OF_VALUE) {
            throw new IllegalArgumentException("kind of an example is not known: " + kind);
        }
        LabeledFeatures example = readVector(kind, incarnation, in);
        String backbone = in.readUTF();
        String digest = HexFormat.of().formatHex(in.readNBytes(32));
        Features features = readFeatures(in);
        return new Vectors(example, example.as(new FeatureSpace(backbone, digest, features.dimension()), features));
    }

    private static LabeledFeatures readVector(int kind, Instant incarnation, DataInputStream in) throws IOException {
        String backbone = in.readUTF();
        String digest = HexFormat.of().formatHex(in.readNBytes(32));
        Target target = readTarget(kind, in);
        double weight = in.readDouble();
        Map<String, String> attributes = new HashMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            attributes.put(in.readUTF(), in.readUTF());
        }
        Features features = readFeatures(in);
        FeatureSpace space = new FeatureSpace(backbone, digest, features.dimension());
        return new LabeledFeatures(incarnation, space, target, weight, attributes, features);
    }

    private static Features readFeatures(DataInputStream in) throws IOException {
        int dimension = in.readInt();
        if (dimension < 0 || dimension > in.available() / Short.BYTES) {
            throw new IllegalArgumentException("dimension does not fit the size of the record: " + dimension);
        }
        short[] values = new short[dimension];
        ByteBuffer.wrap(in.readNBytes(dimension * Short.BYTES)).asShortBuffer().get(values);
        return Features.ofFixedPoint(values);
    }

    private static Target readTarget(int kind, DataInputStream in) throws IOException {
        return switch (kind) {
            case VECTOR -> new Target.Label(in.readUTF());
            case VECTOR_OF_LABELS -> new Target.Labels(readLabels(in));
            default -> new Target.Value(in.readDouble());
        };
    }

    private static List<String> readLabels(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / Short.BYTES) {
            throw new IllegalArgumentException("number of labels does not fit the size of the record: " + count);
        }
        List<String> labels = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            labels.add(in.readUTF());
        }
        return labels;
    }

    /** The example header's value: i32 partition, i64 offset, i64 ms since 1970, 0 if that is not known. */
    static byte[] exampleHeader(Position position, long appendedAtMs) {
        return ByteBuffer.allocate(20).putInt(position.partition()).putLong(position.offset()).putLong(appendedAtMs).array();
    }
}
