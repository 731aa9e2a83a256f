package dev.regraft.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A session that many threads run and one closes. Thread-safe.
 *
 * <p>Closing a session under a running call kills the JVM. So a run holds the read lock and {@link #close()} the write lock: it
 * turns new runs away, waits for those in flight, and only then frees the session.
 */
final class SharedSession implements AutoCloseable {

    private final OrtSession session;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    SharedSession(OrtSession session) {
        this.session = session;
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
            try (OrtSession.Result result = session.run(inputs)) {
                return output.read((OnnxTensor) result.get(0));
            }
        } finally {
            lock.readLock().unlock();
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
