package dev.regraft.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jboss.logging.Logger;

/**
 * ONNX Runtime's telemetry, which its Linux build sends unless the environment says otherwise before the library is loaded.
 *
 * <p>{@code OrtEnvironment.setTelemetry(false)} comes too late: the library looks at {@code ORT_DISABLE_TELEMETRY} when it is loaded. So
 * the variable is set in this process, with the C library's {@code setenv}, and only if its user has not set it.
 */
final class Telemetry {

    private static final Logger LOG = Logger.getLogger(Telemetry.class);
    private static boolean done;

    private Telemetry() {
    }

    /** Sets the variable; to be called before the runtime's first class is touched. */
    static synchronized void switchOff() {
        if (done) {
            return;
        }
        done = true;
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("setenv").ifPresent(setenv -> set(linker, setenv));
    }

    private static void set(Linker linker, MemorySegment setenv) {
        MethodHandle call = linker.downcallHandle(setenv, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) call.invokeExact(arena.allocateFrom("ORT_DISABLE_TELEMETRY"), arena.allocateFrom("1"), 0);
        } catch (Throwable e) {
            LOG.warnf("ONNX Runtime's telemetry could not be switched off: %s", e.getMessage());
        }
    }
}
