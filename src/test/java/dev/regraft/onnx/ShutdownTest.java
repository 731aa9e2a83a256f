package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {

    @TempDir
    Path directory;

    @Test
    void environmentOutlivesTheShutdownHookOfTheLibrary() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:-CreateCoredumpOnCrash", "-cp", System.getProperty("java.class.path"),
                AfterTheHook.class.getName()).directory(directory.toFile()).inheritIO();
        // Has the C library overwrite what is freed: who still uses it finds nonsense every time, not now and then.
        builder.environment().put("MALLOC_PERTURB_", "165");
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue());
    }

    /** Does what the library's hook does, and then makes and runs a session. */
    static final class AfterTheHook {

        public static void main(String[] arguments) throws ReflectiveOperationException {
            OrtEnvironment environment = OnnxRuntime.environment();
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Field handle = OrtEnvironment.class.getDeclaredField("nativeHandle");
            handle.setAccessible(true);
            Method free = OrtEnvironment.class.getDeclaredMethod("close", long.class, long.class);
            free.setAccessible(true);
            free.invoke(null, api.getLong(null), handle.getLong(environment));
            double[] product = new double[1];
            MatrixProduct.multiply(new double[] {2}, false, new double[] {3}, false, 1, 1, 1, product);
            // Not by the hooks, of which the library's would free it a second time
            Runtime.getRuntime().halt(product[0] == 6 ? 0 : 1);
        }
    }
}
