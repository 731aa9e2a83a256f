package dev.regraft.head;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.NewerFormatException;
import dev.regraft.feature.RecordFrame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A head version as bytes: what stands in the log of heads, and what a head's digest is taken of.
 *
 * <p>Big-endian. {@code "RGHD"}, u16 format version (1), provenance, head, u32 CRC-32C of all bytes before it.
 * <ul>
 * <li>Provenance: u32 version, u64 examples, i64 trained at (ms since 1970), then the metrics as f64 (NaN stands for null):
 * leave-one-out accuracy, prequential accuracy, log loss, expected calibration error.</li>
 * <li>Head, which the digest covers: backbone name, space digest (32 bytes), u32 dimension, algorithm, u32 number of labels,
 * each label, f32 temperature, the biases, the weights (dimension × labels, row-major, f32), u8 whether it tells novelty (1, else 0).
 * If so, f32 each: the offsets and the lengths of {@link Novelty} (one for each label), its triangle (row by row), its 41 quantiles.
 * A string is its u16 length in bytes and its modified UTF-8, as {@link DataOutputStream#writeUTF} has it.</li>
 * </ul>
 */
public final class HeadFormat {

    private static final RecordFrame FRAME = new RecordFrame("head", "RGHD", 1);

    private HeadFormat() {
    }

    /** The head version as bytes. */
    public static byte[] write(HeadVersion head) {
        return FRAME.write(out -> {
            writeProvenance(head, out);
            writeHead(head.head(), out);
        });
    }

    /**
     * The head version that the bytes hold.
     *
     * @throws NewerFormatException if they come from a newer version of this format
     * @throws UnreadableHeadException if they are no head, or are damaged
     */
    public static HeadVersion read(byte[] bytes) {
        try {
            return FRAME.read(bytes, HeadFormat::readVersion);
        } catch (NewerFormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new UnreadableHeadException(e.getMessage());
        }
    }

    /** SHA-256, in hex, of the head without its provenance. */
    static String digest(Head head) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeHead(head, out);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeProvenance(HeadVersion head, DataOutputStream out) throws IOException {
        out.writeInt(head.version());
        out.writeLong(head.examples());
        out.writeLong(head.trainedAt().toEpochMilli());
        Metrics metrics = head.metrics();
        for (Double metric : new Double[] {
                metrics.looAccuracy(), metrics.prequentialAccuracy(), metrics.logLoss(), metrics.ece()}) {
            out.writeDouble(metric == null ? Double.NaN : metric);
        }
    }

    private static HeadVersion readVersion(DataInputStream in) throws IOException {
        int version = in.readInt();
        long examples = in.readLong();
        Instant trainedAt = Instant.ofEpochMilli(in.readLong());
        Metrics metrics = new Metrics(readMetric(in), readMetric(in), readMetric(in), readMetric(in));
        return new HeadVersion(version, readHead(in), examples, trainedAt, metrics);
    }

    private static Double readMetric(DataInputStream in) throws IOException {
        double metric = in.readDouble();
        return Double.isNaN(metric) ? null : metric;
    }

    private static void writeHead(Head head, DataOutputStream out) throws IOException {
        FeatureSpace space = head.space();
        out.writeUTF(space.backbone());
        out.write(HexFormat.of().parseHex(space.digest()));
        out.writeInt(space.dimension());
        out.writeUTF(head.algorithm());
        out.writeInt(head.labels().size());
        for (String label : head.labels()) {
            out.writeUTF(label);
        }
        out.writeFloat(head.temperature());
        out.write(head.biasBytes());
        out.write(head.weightBytes());
        out.writeBoolean(head.novelty().isPresent());
        if (head.novelty().isPresent()) {
            for (float[] part : head.novelty().get().parts()) {
                out.write(bytes(part));
            }
        }
    }

    private static Head readHead(DataInputStream in) throws IOException {
        String backbone = in.readUTF();
        String digest = HexFormat.of().formatHex(in.readNBytes(32));
        FeatureSpace space = new FeatureSpace(backbone, digest, in.readInt());
        String algorithm = in.readUTF();
        int count = in.readInt();
        if (count < 0 || (long) count * space.dimension() * Float.BYTES > in.available()) {
            throw new UnreadableHeadException("number of labels does not fit the size of the record: " + count);
        }
        List<String> labels = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            labels.add(in.readUTF());
        }
        float temperature = in.readFloat();
        float[] biases = floats(in, count);
        float[] weights = floats(in, count * space.dimension());
        Optional<Novelty> novelty = readNovelty(in, count);
        return new Head(space, algorithm, labels, weights, biases, temperature, novelty);
    }

    private static Optional<Novelty> readNovelty(DataInputStream in, int labels) throws IOException {
        int flag = in.readUnsignedByte();
        if (flag == 0) {
            return Optional.empty();
        }
        if (flag != 1 || labels > Novelty.MOST_LABELS) {
            throw new UnreadableHeadException("novelty must be 0, or 1 with at most " + Novelty.MOST_LABELS + " labels: " + flag + " with " + labels);
        }
        return Optional.of(new Novelty(floats(in, labels), floats(in, labels), floats(in, Novelty.triangleSize(labels)),
                floats(in, Novelty.QUANTILES)));
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        if ((long) count * Float.BYTES > in.available()) {
            throw new EOFException();
        }
        byte[] bytes = new byte[count * Float.BYTES];
        in.readFully(bytes);
        float[] numbers = new float[count];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
        return numbers;
    }

    /** The numbers as big-endian bytes. */
    static byte[] bytes(float[] numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Float.BYTES);
        buffer.asFloatBuffer().put(numbers);
        return buffer.array();
    }
}
