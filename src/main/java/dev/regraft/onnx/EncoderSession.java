package dev.regraft.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An encoder open in ONNX Runtime: token sequences in, features out. Thread-safe; on the processors each run uses the calling
 * thread and no other, so as many threads as there are processors share one session.
 */
public final class EncoderSession implements AutoCloseable {

    private final OrtEnvironment environment;
    private final SharedSession session;
    private final Map<String, OnnxJavaType> inputs = new HashMap<>();
    private final int length;
    private final int dimension;

    private EncoderSession(SharedSession shared) throws OrtException {
        OrtSession session = shared.session();
        this.environment = OnnxRuntime.environment();
        this.session = shared;
        if (!TokenInputs.CANONICAL.containsAll(session.getInputNames()) || !session.getInputNames().contains(FeatureNodes.INPUT_IDS)
                || !session.getOutputNames().equals(Set.of(FeatureNodes.FEATURES))) {
            throw new UnusableModelException("file must be a composed encoder: " + session.getInputNames() + " → " + session.getOutputNames());
        }
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            inputs.put(input.getKey(), ((TensorInfo) input.getValue().getInfo()).type);
        }
        this.length = (int) ((TensorInfo) session.getInputInfo().get(FeatureNodes.INPUT_IDS).getInfo()).getShape()[1];
        TensorInfo features = (TensorInfo) session.getOutputInfo().get(FeatureNodes.FEATURES).getInfo();
        this.dimension = Math.toIntExact(features.getShape()[1]);
    }

    /**
     * Opens a file that {@link EncoderFile} has composed.
     *
     * @throws UnusableModelException if the runtime cannot load it, or it is not such a file
     * @throws IllegalStateException if the service is stopping
     */
    public static EncoderSession open(Path file) {
        return SharedSession.open(file, EncoderSession::new);
    }

    /** The one length that sequences must have, padding included; nothing where it is open. */
    public OptionalInt length() {
        return length < 0 ? OptionalInt.empty() : OptionalInt.of(length);
    }

    /** Length d of a feature vector. */
    public int dimension() {
        return dimension;
    }

    /**
     * Makes features on the calling thread.
     *
     * @return {@code rows × d}, row-major, each row of norm 1
     * @throws UnusableModelException if the runtime fails, as on a token id outside the vocabulary
     * @throws IllegalStateException if the session is closed
     */
    public float[] run(TokenBatch batch) {
        try (Arena arena = Arena.ofConfined()) {
            return run(batch, arena);
        } catch (OrtException e) {
            throw new UnusableModelException("encoder failed: " + e.getMessage(), e);
        }
    }

    /** The arena's memory outlives the tensors that point into it. */
    private float[] run(TokenBatch batch, Arena arena) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Map.Entry<String, OnnxJavaType> input : inputs.entrySet()) {
                tensors.put(input.getKey(), tensor(values(input.getKey(), batch), input.getValue(), batch, arena));
            }
            return session.run(tensors, made -> {
                float[] features = new float[batch.rows() * dimension];
                made.getFloatBuffer().get(features);
                return features;
            });
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static long[] values(String input, TokenBatch batch) {
        return switch (input) {
            case FeatureNodes.INPUT_IDS -> batch.ids();
            case FeatureNodes.ATTENTION_MASK -> batch.mask();
            case FeatureNodes.POSITION_IDS -> batch.positions();
            default -> batch.types();
        };
    }

    private OnnxTensor tensor(long[] values, OnnxJavaType type, TokenBatch batch, Arena arena) throws OrtException {
        long[] shape = {batch.rows(), batch.length()};
        if (type == OnnxJavaType.INT32) {
            int[] narrow = Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
            return OnnxTensor.createTensor(environment, arena.allocateFrom(ValueLayout.JAVA_INT, narrow).asByteBuffer().order(ByteOrder.nativeOrder())
                    .asIntBuffer(), shape);
        }
        ByteBuffer bytes = arena.allocateFrom(ValueLayout.JAVA_LONG, values).asByteBuffer().order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, bytes.asLongBuffer(), shape);
    }

    /** Waits for the runs in flight, then frees the session. A run that comes later is refused; closing again does nothing. */
    @Override
    public void close() {
        session.close();
    }
}
