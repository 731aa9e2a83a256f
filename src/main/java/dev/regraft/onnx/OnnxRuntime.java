package dev.regraft.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;

/**
 * The one native ONNX Runtime of this JVM, and the flag that no session may be created any more.
 *
 * <p>The runtime's Java library frees the environment in a shutdown hook of its own, beside whatever else is going on: creating a session
 * then kills the JVM. So {@link #stop()} comes before anything else at shutdown, and the environment, which counts its users, is given
 * one more that never leaves. Thread-safe.
 */
public final class OnnxRuntime {

    private static boolean stopping;
    private static Device device = new Device.Processors();

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

    /** From now on backbones that are opened run on that device; on the processors, if nothing else is said. */
    public static synchronized void runBackbonesOn(Device device) {
        OnnxRuntime.device = device;
    }

    static synchronized Device device() {
        return device;
    }

    /** The environment, made at the first call, with its telemetry switched off. */
    static OrtEnvironment environment() {
        return Environment.SHARED;
    }

    private static final class Environment {
        static final OrtEnvironment SHARED = make();

        private static OrtEnvironment make() {
            Telemetry.switchOff();
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            holdForEver();
            return environment;
        }

        /** The library has no public way to do this: the native environment is a singleton that is freed when as many let go as took it. */
        private static void holdForEver() {
            try {
                Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
                api.setAccessible(true);
                Method take = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
                take.setAccessible(true);
                take.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "regraft");
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this version of ONNX Runtime keeps its environment in another way", e);
            }
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
