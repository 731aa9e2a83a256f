package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {

    private static final int LONG_COMMAND_LINE = 8_000;

    /** With its telemetry on, ONNX Runtime 1.29.0 crashes the JVM on a command line longer than about 4,000 bytes. */
    @Test
    void isOffBeforeTheEnvironmentIsMade(@TempDir Path folder) throws Exception {
        Path encoder = ToyEncoder.composed(folder, 11, Pooling.MEAN);
        ProcessBuilder opening = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Opening.class.getName(), encoder.toString(), "x".repeat(LONG_COMMAND_LINE)));
        opening.environment().remove("ORT_DISABLE_TELEMETRY");
        Process process = opening.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }

    /** Opens an encoder as the first thing a JVM does. */
    static final class Opening {

        private Opening() {
        }

        public static void main(String[] arguments) {
            EncoderSession.open(Path.of(arguments[0])).close();
        }
    }
}
