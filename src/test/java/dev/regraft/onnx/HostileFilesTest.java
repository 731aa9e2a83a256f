package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.onnx.HostileFiles.Hostile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {

    private static final long MOST_MILLIS = 2_000;
    private static final long MOST_KIB = 256 << 10;

    @TempDir
    Path folder;

    /** In a process of its own, whose memory tells what the greediest of them took, the JVM and the runtime's library included. */
    @Test
    void eachIsRefusedWithItsReasonInLittleTimeAndMemory() throws IOException, InterruptedException {
        Map<String, Hostile> files = HostileFiles.in(folder.resolve("models"));
        assertTrue(files.size() >= 40, "files: " + files.size());
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Refusals.class.getName(),
                folder.toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output).stream().filter(line -> line.startsWith("> ")).toList();
        String all = Files.readString(output);
        assertEquals(0, process.exitValue(), all);
        assertEquals(files.size() + 1, lines.size(), all);
        int i = 0;
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Hostile> file : files.entrySet()) {
            String[] refusal = lines.get(i++).split(" ", 3);
            if (!refusal[2].contains(file.getValue().reason()) || Long.parseLong(refusal[1]) >= MOST_MILLIS) {
                wrong.add(file.getKey() + ", in " + refusal[1] + " ms: " + refusal[2]);
            }
        }
        assertEquals("", String.join("\n", wrong));
        long kib = Long.parseLong(lines.getLast().substring(2));
        assertTrue(kib < MOST_KIB, kib + " KiB");
        assertEquals(List.of("models", "output"), list(folder), "nothing is left anywhere");
    }

    private static List<String> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Composes each file of a folder, and prints how long it took to be refused and why; last, the most memory it ever had, in KiB. */
    static final class Refusals {

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            OnnxRuntime.environment();
            for (int i = 0; Files.exists(folder.resolve("models/" + i + ".onnx")); i++) {
                long startNanos = System.nanoTime();
                String said;
                try {
                    EncoderFile.compose(folder.resolve("models/" + i + ".onnx"), null, Pooling.MEAN, folder.resolve("prepared.onnx"));
                    said = "not refused";
                } catch (UnusableModelException e) {
                    said = e.getMessage().replace('\n', ' ');
                }
                System.out.println("> " + (System.nanoTime() - startNanos) / 1_000_000 + " " + said);
            }
            String status = Files.readString(Path.of("/proc/self/status"));
            System.out.println("> " + status.replaceAll("(?s).*VmHWM:\\s*(\\d+) kB.*", "$1"));
        }
    }
}
