package dev.regraft.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;

/**
 * A session that many threads run and one closes. Thread-safe.
 *
 * <p>Closing a session under a running call kills the JVM. So a run holds the read lock and {@link #close()} the write lock: it
 * turns new runs away, waits for those in flight, and only then frees the session.
 */
final class SharedSession implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SharedSession.class);

    private final OrtSession session;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** On CUDA, where one run keeps the device busy and each further one would take memory there; null on the processors. */
    private final ReentrantLock turn;
    private boolean closed;

    private SharedSession(OrtSession session, boolean oneAtATime) {
        this.session = session;
        this.turn = oneAtATime ? new ReentrantLock() : null;
    }

    /** A session on the processors. */
    SharedSession(OrtSession session) {
        this(session, false);
    }

    /** Makes of a session what knows its inputs and outputs. */
    interface Use<T> {
        T of(SharedSession session) throws OrtException;
    }

    /**
     * Opens a prepared file, and closes it again if it is none of that use.
     *
     * @throws UnusableModelException if the runtime cannot load it, or it is of another use
     * @throws IllegalStateException if the service is stopping
     */
    static <T> T open(Path file, Use<T> use) {
        SharedSession session = open(file);
        try {
            return use.of(session);
        } catch (OrtException e) {
            session.close();
            throw new UnusableModelException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Opens a prepared file where backbones run; on the processors if another device makes other features of it.
     *
     * @throws UnusableModelException if the runtime cannot load it
     * @throws IllegalStateException if the service is stopping
     */
    static SharedSession open(Path file) {
        try {
            if (OnnxRuntime.device() instanceof Device.Cuda device) {
                OrtSession onDevice = open(file, device);
                if (isTrue(file, onDevice)) {
                    return new SharedSession(onDevice, true);
                }
            }
            return new SharedSession(open(file, new Device.Processors()));
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    private static OrtSession open(Path file, Device device) throws OrtException {
        try (OrtSession.SessionOptions options = SessionKind.BACKBONE.options(device)) {
            return OnnxRuntime.createSession(file, options);
        }
    }

    /** Whether a session makes what the processors make; it is closed if not. */
    private static boolean isTrue(Path file, OrtSession onDevice) throws OrtException {
        double difference = Double.NaN;
        try {
            difference = DeviceProof.difference(file, onDevice);
        } finally {
            if (!(difference <= DeviceProof.TOLERANCE)) {
                onDevice.close();
            }
        }
        if (difference <= DeviceProof.TOLERANCE) {
            return true;
        }
        LOG.warnf("%s runs on the processors: features made by CUDA differ by %s, more than the %s of their rounding", file.getFileName(),
                difference, DeviceProof.TOLERANCE);
        return false;
    }

    /** The session, to ask what it takes and gives. */
    OrtSession session() {
        return session;
    }

    /** What becomes of the first output, before it is freed. */
    interface Output<T> {
        T read(OnnxTensor tensor) throws OrtException;
    }

    /**
     * Runs the session on the calling thread.
     *
     * @throws IllegalStateException if it is closed
     */
    <T> T run(Map<String, OnnxTensor> inputs, Output<T> output) throws OrtException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("session must be open");
            }
            return turn == null ? runNow(inputs, output) : runInTurn(inputs, output);
        } finally {
            lock.readLock().unlock();
        }
    }

    private <T> T runInTurn(Map<String, OnnxTensor> inputs, Output<T> output) throws OrtException {
        turn.lock();
        try {
            return runNow(inputs, output);
        } finally {
            turn.unlock();
        }
    }

    private <T> T runNow(Map<String, OnnxTensor> inputs, Output<T> output) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            return output.read((OnnxTensor) result.get(0));
        }
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
            throw new UnusableModelException("session did not close: " + e.getMessage(), e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
