package dev.regraft.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;

/**
 * The one native ONNX Runtime of this JVM, and the flag that no session may be created any more.
 *
 * <p>Creating a session while the JVM shuts down kills it (the runtime's shutdown hook frees the environment in parallel), while
 * running an open session stays safe. So {@link #stop()} comes before anything else at shutdown. Thread-safe.
 */
public final class OnnxRuntime {

    private static boolean stopping;

    private OnnxRuntime() {
    }

    /** From now on no session is created. */
    public static synchronized void stop() {
        stopping = true;
    }

    /** Allows sessions again: a live reload in development starts the service anew in the same JVM. */
    public static synchronized void start() {
        stopping = false;
    }

    /** The environment, made at the first call, with its telemetry switched off. */
    static OrtEnvironment environment() {
        return Environment.SHARED;
    }

    private static final class Environment {
        static final OrtEnvironment SHARED = make();

        private static OrtEnvironment make() {
            Telemetry.switchOff();
            return OrtEnvironment.getEnvironment();
        }
    }

    /**
     * @throws IllegalStateException if the service is stopping
     * @throws OrtException if the model cannot be loaded
     */
    static synchronized OrtSession createSession(Path model, OrtSession.SessionOptions options) throws OrtException {
        requireRunning();
        return environment().createSession(model.toString(), options);
    }

    /** As {@link #createSession(Path, OrtSession.SessionOptions)}, from a model in memory. */
    static synchronized OrtSession createSession(byte[] model, OrtSession.SessionOptions options) throws OrtException {
        requireRunning();
        return environment().createSession(model, options);
    }

    private static void requireRunning() {
        if (stopping) {
            throw new IllegalStateException("no ONNX session is created while the service stops");
        }
    }
}
