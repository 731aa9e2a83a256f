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
 * <p>Big-endian. {@code "RGHD"}, u16 format version (3), provenance, head, u32 CRC-32C of all bytes before it.
 * <ul>
 * <li>Provenance: u32 version, u64 examples, i64 trained at (ms since 1970), then the metrics as f64 (NaN stands for null): leave-one-out
 * accuracy, its interval's lower and upper end, prequential accuracy, log loss, expected calibration error, micro F1, root mean squared
 * error, R²; a note (empty for none); u8 whether there is a worst slice (0; 1; 2 of examples that lack the attribute), and if so its
 * attribute, its value (not of 2), its f64 accuracy and u64 examples. Version 2 has no worst slice. Version 1 has the first, the fourth, the
 * fifth and the sixth of these numbers, and no note.</li>
 * <li>Kind: u8 1 single-label; 2 multi-label, then u32 number of labels and their f32 thresholds; 3 regression, then f32 lower and upper
 * end of the interval (NaN for none). Then u32 width of the expansion (0 for none) and i64 its seed. Version 1 lacks this: single-label, no
 * expansion.</li>
 * <li>Head: backbone name, space digest (32 bytes), u32 dimension, algorithm, u32 number of labels (none for a number, which is one
 * column), each label, f32 temperature (1 where there is none), the biases, the weights (row-major, f32), u8 whether it tells novelty (0;
 * 1 by its own scores; 2 by a discriminant). If so: of a discriminant u32 columns, its biases, its weights; of either, f32, the offsets and the lengths
 * of {@link Novelty} (one for each column), its triangle (row by row), its 41 quantiles.</li>
 * </ul>
 * The digest covers the head, and after it the kind unless that is what version 1 means.
 *
 * A string is its u16 length in bytes and its modified UTF-8, as {@link DataOutputStream#writeUTF} has it.
 */
public final class HeadFormat {

    private static final int SINGLE_LABEL = 1;
    private static final int MULTI_LABEL = 2;
    private static final int REGRESSION = 3;
    private static final int NO_NOVELTY = 0;
    private static final int OWN_SCORES = 1;
    private static final int DISCRIMINANT = 2;
    private static final int NO_SLICE = 0;
    private static final int SLICE_OF_VALUE = 1;
    private static final int SLICE_WITHOUT_VALUE = 2;
    private static final RecordFrame FRAME = new RecordFrame("head", "RGHD", 1, 3);

    private HeadFormat() {
    }

    /** The head version as bytes. */
    public static byte[] write(HeadVersion head) {
        return FRAME.write(out -> {
            writeProvenance(head, out);
            writeKind(head.head(), out);
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
            int format = FRAME.versionOf(bytes);
            return FRAME.read(bytes, in -> readVersion(format, in));
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
            if (head.output().kind() != Kind.SINGLE_LABEL || head.expansion().isPresent()) {
                writeKind(head, out);
            }
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
        Metrics.Interval interval = metrics.looInterval();
        for (Double metric : new Double[] {
                metrics.looAccuracy(), interval == null ? null : (Double) interval.lower(),
                interval == null ? null : (Double) interval.upper(),
                metrics.prequentialAccuracy(), metrics.logLoss(), metrics.ece(), metrics.microF1(), metrics.rmse(), metrics.rSquared()}) {
            out.writeDouble(metric == null ? Double.NaN : metric);
        }
        out.writeUTF(metrics.note() == null ? "" : metrics.note());
        writeSlice(metrics.worstSlice(), out);
    }

    private static void writeSlice(Metrics.WorstSlice slice, DataOutputStream out) throws IOException {
        out.writeByte(slice == null ? NO_SLICE : slice.value() == null ? SLICE_WITHOUT_VALUE : SLICE_OF_VALUE);
        if (slice != null) {
            out.writeUTF(slice.attribute());
            if (slice.value() != null) {
                out.writeUTF(slice.value());
            }
            out.writeDouble(slice.accuracy());
            out.writeLong(slice.examples());
        }
    }

    private static HeadVersion readVersion(int format, DataInputStream in) throws IOException {
        int version = in.readInt();
        long examples = in.readLong();
        Instant trainedAt = Instant.ofEpochMilli(in.readLong());
        Metrics metrics = format == 1 ? readFirstMetrics(in) : readMetrics(in);
        metrics = format < 3 ? metrics : metrics.withWorstSlice(readSlice(in));
        Shape shape = format == 1 ? new Shape(SINGLE_LABEL, null, null, 0, 0) : readShape(in);
        return new HeadVersion(version, readHead(shape, in), examples, trainedAt, metrics);
    }

    private static Metrics readFirstMetrics(DataInputStream in) throws IOException {
        return new Metrics(readMetric(in), null, readMetric(in), readMetric(in), readMetric(in), null, null, null, null);
    }

    private static Metrics readMetrics(DataInputStream in) throws IOException {
        return new Metrics(readMetric(in), readInterval(in), readMetric(in), readMetric(in), readMetric(in), readMetric(in), readMetric(in),
                readMetric(in), readNote(in));
    }

    private static Metrics.Interval readInterval(DataInputStream in) throws IOException {
        Double lower = readMetric(in);
        Double upper = readMetric(in);
        return lower == null || upper == null ? null : new Metrics.Interval(lower, upper);
    }

    private static String readNote(DataInputStream in) throws IOException {
        String note = in.readUTF();
        return note.isEmpty() ? null : note;
    }

    private static Metrics.WorstSlice readSlice(DataInputStream in) throws IOException {
        int flag = in.readUnsignedByte();
        if (flag > SLICE_WITHOUT_VALUE) {
            throw new UnreadableHeadException("a worst slice must be 0, 1 or 2: " + flag);
        }
        return flag == NO_SLICE ? null : new Metrics.WorstSlice(in.readUTF(), flag == SLICE_OF_VALUE ? in.readUTF() : null, in.readDouble(),
                in.readLong());
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
        out.writeFloat(head.output() instanceof Output.SingleLabel(_, float temperature) ? temperature : 1);
        writeLinear(head.linear(), out);
        out.writeByte(head.novelty().isEmpty() ? NO_NOVELTY : head.novelty().get().discriminant().isEmpty() ? OWN_SCORES : DISCRIMINANT);
        if (head.novelty().isPresent()) {
            writeNovelty(head.novelty().get(), out);
        }
    }

    private static void writeNovelty(Novelty novelty, DataOutputStream out) throws IOException {
        if (novelty.discriminant().isPresent()) {
            out.writeInt(novelty.discriminant().get().columns());
            writeLinear(novelty.discriminant().get(), out);
        }
        for (float[] part : novelty.parts()) {
            out.write(bytes(part));
        }
    }

    private static void writeLinear(Linear linear, DataOutputStream out) throws IOException {
        out.write(bytes(linear.biases()));
        out.write(bytes(linear.weights()));
    }

    private static void writeKind(Head head, DataOutputStream out) throws IOException {
        switch (head.output()) {
            case Output.SingleLabel _ -> out.writeByte(SINGLE_LABEL);
            case Output.MultiLabel(_, float[] thresholds) -> {
                out.writeByte(MULTI_LABEL);
                out.writeInt(thresholds.length);
                out.write(bytes(thresholds));
            }
            case Output.Regression(Float lower, Float upper) -> {
                out.writeByte(REGRESSION);
                out.writeFloat(lower == null ? Float.NaN : lower);
                out.writeFloat(upper == null ? Float.NaN : upper);
            }
        }
        out.writeInt(head.expansion().map(Expansion::width).orElse(0));
        out.writeLong(head.expansion().map(Expansion::seed).orElse(0L));
    }

    /** What is read before the head. */
    private record Shape(int kind, float[] thresholds, Output.Regression regression, int width, long seed) {

        Output output(List<String> labels, float temperature) {
            return switch (kind) {
                case SINGLE_LABEL -> new Output.SingleLabel(labels, temperature);
                case MULTI_LABEL -> new Output.MultiLabel(labels, thresholds);
                default -> {
                    if (!labels.isEmpty()) {
                        throw new UnreadableHeadException("a head of numbers must have no labels: " + labels.size());
                    }
                    yield regression;
                }
            };
        }

        Optional<Expansion> expansion(FeatureSpace space) {
            return width == 0 ? Optional.empty() : Optional.of(new Expansion(space.dimension(), width, seed));
        }
    }

    private static Shape readShape(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind < SINGLE_LABEL || kind > REGRESSION) {
            throw new UnreadableHeadException("kind of a head must be in [1, 3]: " + kind);
        }
        float[] thresholds = kind == MULTI_LABEL ? floats(in, in.readInt()) : null;
        Output.Regression regression = kind == REGRESSION ? readRegression(in) : null;
        return new Shape(kind, thresholds, regression, in.readInt(), in.readLong());
    }

    private static Output.Regression readRegression(DataInputStream in) throws IOException {
        return new Output.Regression(readBound(in), readBound(in));
    }

    private static Float readBound(DataInputStream in) throws IOException {
        float bound = in.readFloat();
        return Float.isNaN(bound) ? null : (Float) bound;
    }

    private static Head readHead(Shape shape, DataInputStream in) throws IOException {
        String backbone = in.readUTF();
        String digest = HexFormat.of().formatHex(in.readNBytes(32));
        FeatureSpace space = new FeatureSpace(backbone, digest, in.readInt());
        String algorithm = in.readUTF();
        List<String> labels = readLabels(in);
        Output output = shape.output(labels, in.readFloat());
        int rows = shape.width() == 0 ? space.dimension() : shape.width();
        Linear linear = readLinear(in, rows, output.columns());
        Optional<Novelty> novelty = readNovelty(in, rows, output.columns());
        return new Head(space, algorithm, output, shape.expansion(space), linear, novelty);
    }

    private static List<String> readLabels(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new UnreadableHeadException("number of labels does not fit the size of the record: " + count);
        }
        List<String> labels = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            labels.add(in.readUTF());
        }
        return labels;
    }

    private static Linear readLinear(DataInputStream in, int rows, int columns) throws IOException {
        float[] biases = floats(in, columns);
        return new Linear(floats(in, (long) rows * columns), biases);
    }

    private static Optional<Novelty> readNovelty(DataInputStream in, int rows, int ownColumns) throws IOException {
        int flag = in.readUnsignedByte();
        if (flag == NO_NOVELTY) {
            return Optional.empty();
        }
        int columns = flag == DISCRIMINANT ? in.readInt() : ownColumns;
        if (flag > DISCRIMINANT || columns < 0 || columns > Novelty.MOST_LABELS) {
            throw new UnreadableHeadException("novelty must be 0, or 1 or 2 with at most " + Novelty.MOST_LABELS + " labels: " + flag
                    + " with " + columns);
        }
        Optional<Linear> discriminant = flag == DISCRIMINANT ? Optional.of(readLinear(in, rows, columns)) : Optional.empty();
        return Optional.of(new Novelty(discriminant, floats(in, columns), floats(in, columns), floats(in, Novelty.triangleSize(columns)),
                floats(in, Novelty.QUANTILES)));
    }

    private static float[] floats(DataInputStream in, long count) throws IOException {
        if (count < 0 || count * Float.BYTES > in.available()) {
            throw new EOFException();
        }
        byte[] bytes = in.readNBytes((int) count * Float.BYTES);
        float[] numbers = new float[(int) count];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
        return numbers;
    }

    /** The numbers as big-endian bytes. */
    private static byte[] bytes(float[] numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Float.BYTES);
        buffer.asFloatBuffer().put(numbers);
        return buffer.array();
    }
}
