package dev.regraft.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A network of tensors open in ONNX Runtime: numbers in, features out. Thread-safe; on the processors each run uses the calling thread and
 * no other, so as many threads as there are processors share one session.
 */
public final class TensorSession implements AutoCloseable {

    private final OrtEnvironment environment;
    private final SharedSession session;
    private final String input;
    private final TensorInfo info;
    private final int dimension;

    private TensorSession(SharedSession shared) throws OrtException {
        OrtSession session = shared.session();
        if (session.getInputNames().size() != 1 || !session.getOutputNames().equals(Set.of(FeatureNodes.FEATURES))) {
            throw new UnusableModelException("file must be a composed network of tensors: " + session.getInputNames() + " → "
                    + session.getOutputNames());
        }
        this.environment = OnnxRuntime.environment();
        this.session = shared;
        this.input = session.getInputNames().iterator().next();
        this.info = (TensorInfo) session.getInputInfo().get(input).getInfo();
        ElementType.java(ElementType.of(info.onnxType));
        this.dimension = Math.toIntExact(((TensorInfo) session.getOutputInfo().get(FeatureNodes.FEATURES).getInfo()).getShape()[1]);
    }

    /**
     * Opens a file that {@link TensorFile} has composed.
     *
     * @throws UnusableModelException if the runtime cannot load it, or it is not such a file
     * @throws IllegalStateException if the service is stopping
     */
    public static TensorSession open(Path file) {
        return SharedSession.open(file, TensorSession::new);
    }

    /** Length d of a feature vector. */
    public int dimension() {
        return dimension;
    }

    /** What the network takes; -1 for a length that is open. The first is the batch. */
    public List<Long> shape() {
        return Arrays.stream(info.getShape()).boxed().toList();
    }

    /**
     * Whether the network's input can hold a number as it is: a whole one in its range, or one that is finite there.
     */
    public boolean takes(double number) {
        return switch (info.type) {
            case FLOAT -> Float.isFinite((float) number);
            case FLOAT16 -> Float.isFinite(Float.float16ToFloat(Float.floatToFloat16((float) number)));
            case DOUBLE -> Double.isFinite(number);
            case UINT8 -> number == (int) number && number >= 0 && number <= 255;
            case INT8 -> number == (byte) number;
            case INT16 -> number == (short) number;
            case INT32 -> number == (int) number;
            default -> number == (long) number;
        };
    }

    /** The type of its numbers, for people to read. */
    public String type() {
        return info.type.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Makes features on the calling thread.
     *
     * @param shape with the batch, 1
     * @param numbers row-major, each such that the network {@link #takes} it
     * @return one vector of norm 1
     * @throws UnusableModelException if the runtime fails, as on sizes that the network has no use for
     * @throws IllegalStateException if the session is closed
     */
    public float[] run(List<Long> shape, double[] numbers) {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer bytes = arena.allocate((long) numbers.length * info.type.size).asByteBuffer().order(ByteOrder.nativeOrder());
            for (double number : numbers) {
                put(bytes, number);
            }
            try (OnnxTensor tensor = OnnxTensor.createTensor(environment, bytes.flip(), shape.stream().mapToLong(Long::longValue).toArray(),
                    info.type)) {
                return session.run(Map.of(input, tensor), made -> {
                    float[] features = new float[dimension];
                    made.getFloatBuffer().get(features);
                    return features;
                });
            }
        } catch (OrtException e) {
            throw new UnusableModelException("network failed: " + e.getMessage(), e);
        }
    }

    private void put(ByteBuffer bytes, double number) {
        switch (info.type) {
            case FLOAT -> bytes.putFloat((float) number);
            case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) number));
            case DOUBLE -> bytes.putDouble(number);
            case UINT8, INT8 -> bytes.put((byte) number);
            case INT16 -> bytes.putShort((short) number);
            case INT32 -> bytes.putInt((int) number);
            default -> bytes.putLong((long) number);
        }
    }

    /** Waits for the runs in flight, then frees the session. */
    @Override
    public void close() {
        session.close();
    }
}
