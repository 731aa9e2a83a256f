package dev.regraft.onnx;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An encoder open in ONNX Runtime: token sequences in, features out. Thread-safe; each run uses the calling thread and no other,
 * so as many threads as there are processors share one session.
 *
 * <p>Closing a session under a running call kills the JVM. So a run holds the read lock and {@link #close()} the write lock: it
 * turns new runs away, waits for those in flight, and only then frees the session.
 */
public final class EncoderSession implements AutoCloseable {

    private static final Set<String> INPUTS =
            Set.of(FeatureNodes.INPUT_IDS, FeatureNodes.ATTENTION_MASK, FeatureNodes.TOKEN_TYPE_IDS);

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<String> inputs;
    private final int dimension;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private EncoderSession(OrtEnvironment environment, OrtSession session) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.inputs = List.copyOf(session.getInputNames());
        if (!INPUTS.containsAll(inputs) || !session.getOutputNames().equals(Set.of(FeatureNodes.FEATURES))) {
            throw new UnusableModelException("file must be a composed encoder: " + inputs + " → " + session.getOutputNames());
        }
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
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession.SessionOptions options = options()) {
            return checked(environment, OnnxRuntime.createSession(file, options));
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    private static EncoderSession checked(OrtEnvironment environment, OrtSession session) throws OrtException {
        try {
            return new EncoderSession(environment, session);
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Denormals are not flushed ({@code session.set_denormal_as_zero}): without a thread pool the option changes the one thread that
     * opens the process's first session, Java's own arithmetic on it included, and no lane.
     */
    static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
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
        lock.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (closed) {
                throw new IllegalStateException("encoder session must be open");
            }
            return run(batch, arena);
        } catch (OrtException e) {
            throw new UnusableModelException("encoder failed: " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The arena's memory outlives the tensors that point into it. */
    private float[] run(TokenBatch batch, Arena arena) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (String input : inputs) {
                tensors.put(input, tensor(values(input, batch), batch, arena));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                float[] features = new float[batch.rows() * dimension];
                ((OnnxTensor) result.get(0)).getFloatBuffer().get(features);
                return features;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static long[] values(String input, TokenBatch batch) {
        return switch (input) {
            case FeatureNodes.INPUT_IDS -> batch.ids();
            case FeatureNodes.ATTENTION_MASK -> batch.mask();
            default -> batch.types();
        };
    }

    private OnnxTensor tensor(long[] values, TokenBatch batch, Arena arena) throws OrtException {
        ByteBuffer bytes = arena.allocateFrom(ValueLayout.JAVA_LONG, values).asByteBuffer().order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, bytes.asLongBuffer(), new long[] {batch.rows(), batch.length()});
    }

    /** Waits for the runs in flight, then frees the session. A run that comes later is refused; closing again does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new UnusableModelException("encoder session did not close: " + e.getMessage(), e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
