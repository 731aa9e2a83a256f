package dev.regraft.stream;

import dev.regraft.feature.RecordFrame;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.Position;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.Uuid;

/**
 * A partition of the topic of features up to an offset, as compaction would leave it: the newest vector of every example, and nothing
 * of what is deleted.
 *
 * <p>As a file, big-endian; a key is its u16 length in bytes and its UTF-8, a time i64 ms since 1970:
 * <ol>
 * <li>{@code "RGSN"}, u16 format version (2), topic id (2 × i64), i32 partition, i64 offset, time of writing;</li>
 * <li>u32 number of tasks, and for each its name, its incarnation, i64 offset of the last of its records (−1 for none);</li>
 * <li>u32 number of leftovers, and for each its key and incarnation;</li>
 * <li>for each example u8 1, its key, u32 length of its {@link FeatureRecord} and that, u8 1 and where its input stands (i32 partition, i64
 * offset) or u8 0; u8 0;</li>
 * <li>u32 CRC-32C of all bytes before it.</li>
 * </ol>
 *
 * @param origin what it is of
 * @param tasks how far each task had been learned, which its published state must know of
 * @param leftovers vectors of tasks that are over, each with the incarnation of its task
 */
record Snapshot(Origin origin, List<Learned> tasks, Map<FeatureKey, Instant> leftovers) {

    /** How the file is framed. */
    static final RecordFrame FRAME = new RecordFrame("snapshot", "RGSN", 2);

    /**
     * @param topic id of the topic of features
     * @param offset of the first record that is not in it
     * @param writtenAt by the clock of the process that wrote it
     */
    record Origin(Uuid topic, int partition, long offset, Instant writtenAt) {
    }

    /**
     * @param incarnation of the task
     * @param offset of the last of its records that is in the snapshot; −1 if none is
     */
    record Learned(String task, Instant incarnation, long offset) {
    }

    /** Hands over every example: its key, and what the topic has of it. */
    interface Examples {
        void forEach(BiConsumer<FeatureKey, KeptExample> action);
    }

    void write(DataOutputStream out, Examples examples) throws IOException {
        out.writeLong(origin.topic().getMostSignificantBits());
        out.writeLong(origin.topic().getLeastSignificantBits());
        out.writeInt(origin.partition());
        out.writeLong(origin.offset());
        out.writeLong(origin.writtenAt().toEpochMilli());
        out.writeInt(tasks.size());
        for (Learned task : tasks) {
            out.writeUTF(task.task());
            out.writeLong(task.incarnation().toEpochMilli());
            out.writeLong(task.offset());
        }
        out.writeInt(leftovers.size());
        for (Map.Entry<FeatureKey, Instant> leftover : leftovers.entrySet()) {
            writeKey(out, leftover.getKey());
            out.writeLong(leftover.getValue().toEpochMilli());
        }
        examples.forEach((key, example) -> writeExample(out, key, example));
        out.writeByte(0);
    }

    private static void writeExample(DataOutputStream out, FeatureKey key, KeptExample example) {
        try {
            byte[] value = FeatureRecord.of(example).bytes();
            out.writeByte(1);
            writeKey(out, key);
            out.writeInt(value.length);
            out.write(value);
            Position input = example.input();
            out.writeByte(input == null ? 0 : 1);
            if (input != null) {
                out.writeInt(input.partition());
                out.writeLong(input.offset());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeKey(DataOutputStream out, FeatureKey key) throws IOException {
        byte[] bytes = key.bytes();
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static FeatureKey readKey(DataInputStream in) throws IOException {
        return FeatureKey.read(in.readNBytes(in.readUnsignedShort()));
    }

    /** What stands before the examples. */
    static Snapshot read(DataInputStream in) throws IOException {
        Uuid topic = new Uuid(in.readLong(), in.readLong());
        Origin origin = new Origin(topic, in.readInt(), in.readLong(), Instant.ofEpochMilli(in.readLong()));
        List<Learned> tasks = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            tasks.add(new Learned(in.readUTF(), Instant.ofEpochMilli(in.readLong()), in.readLong()));
        }
        Map<FeatureKey, Instant> leftovers = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            leftovers.put(readKey(in), Instant.ofEpochMilli(in.readLong()));
        }
        return new Snapshot(origin, tasks, leftovers);
    }

    /** Reads the examples that follow. */
    static void readExamples(DataInputStream in, BiConsumer<FeatureKey, KeptExample> action) throws IOException {
        while (in.readUnsignedByte() == 1) {
            FeatureKey key = readKey(in);
            FeatureRecord value = FeatureRecord.read(in.readNBytes(in.readInt()));
            Position input = in.readUnsignedByte() == 0 ? null : new Position(in.readInt(), in.readLong());
            action.accept(key, value.kept(input).orElseThrow());
        }
    }
}
