package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What cutting a file saves (G6): a whole network and what is left of it, each run as it is by ONNX Runtime on one thread, in turns, each
 * time in a process of its own. Not part of the tests: a main method, on files that {@code src/bench/exports.py} makes.
 *
 * <p>On two processors with nothing else to do: VGG19 at {@code /avgpool/AveragePool_output_0}, one image, 1.109 [1.099, 1.119] and 480 MB
 * [471, 481]; GPT-2 at the tensor that is found, 4 texts of 32 tokens, 1.393 [1.367, 1.414] and 176 MB [166, 194].
 *
 * <p>Arguments: the file, the tensor to cut at ({@code recommended} for the one that is found), rows of a run, length of other open axes.
 */
final class CutBenchmark {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);
    private static final long WARM_UP_NANOS = 500_000_000L;
    private static final long MEASURE_NANOS = 3_000_000_000L;
    private static final int RESAMPLES = 10_000;

    private CutBenchmark() {
    }

    /** Rows a second of the one thread's own time, which others on the machine hardly touch; and resident memory at the end. */
    private record Measured(double rowsPerSecond, double megabytes) {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, OrtException {
        Probe probe = new Probe(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        if (arguments.length > 4) {
            System.out.println(measured(Path.of(arguments[0]), probe));
            return;
        }
        Path whole = Path.of(arguments[0]);
        Path cut = whole.resolveSibling("cut-" + whole.getFileName());
        cut(whole, arguments[1], cut);
        double[] ratios = new double[ROUNDS];
        double[] saved = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Measured first = inAProcess(i % 2 == 0 ? whole : cut, arguments);
            Measured second = inAProcess(i % 2 == 0 ? cut : whole, arguments);
            Measured ofWhole = i % 2 == 0 ? first : second;
            Measured ofCut = i % 2 == 0 ? second : first;
            ratios[i] = ofCut.rowsPerSecond() / ofWhole.rowsPerSecond();
            saved[i] = ofWhole.megabytes() - ofCut.megabytes();
            System.out.printf("whole %s, cut %s, ratio %.3f%n", ofWhole, ofCut, ratios[i]);
        }
        System.out.printf("%s: ratio %s, MB saved %s%n", whole.getFileName(), medianWithInterval(ratios), medianWithInterval(saved));
    }

    private static void cut(Path whole, String tensor, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined(); OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            ModelProto model = CheckedModel.open(whole, arena);
            String at = tensor.equals("recommended") ? new CutFinder(model, GraphShapes.of(model, target.getParent())).recommended() : tensor;
            System.out.println("cut at " + at);
            GraphCut.at(ValueInfoProto.newBuilder().setName(at).build(), model).writeTo(out);
        }
    }

    private static Measured inAProcess(Path file, String[] arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), CutBenchmark.class.getName(),
                file.toString(), arguments[1], arguments[2], arguments[3], "measure").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(line);
        }
        String[] numbers = line.replaceAll("[^0-9.,]", "").split(",");
        return new Measured(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
    }

    private static Measured measured(Path file, Probe probe) throws OrtException, IOException {
        try (OrtSession.SessionOptions options = SessionKind.REFERENCE.options();
                OrtSession session = OnnxRuntime.createSession(file, options)) {
            run(session, probe, WARM_UP_NANOS);
            double runsPerSecond = run(session, probe, MEASURE_NANOS);
            double kilobytes = Double.parseDouble(Files.readString(Path.of("/proc/self/status")).replaceAll("(?s).*VmRSS:\\s*(\\d+) kB.*", "$1"));
            return new Measured(runsPerSecond * probe.rows(), kilobytes / 1e3);
        }
    }

    private static double run(OrtSession session, Probe probe, long nanos) throws OrtException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        int runs = 0;
        for (; threads.getCurrentThreadCpuTime() - start < nanos; runs++) {
            probe.runAll(session, List.copyOf(session.getOutputNames())).close();
        }
        return runs / ((threads.getCurrentThreadCpuTime() - start) / 1e9);
    }

    /** The median, and the interval that holds 95 % of the medians of rounds drawn again. */
    private static String medianWithInterval(double[] rounds) {
        Random random = new Random(1);
        List<Double> medians = new ArrayList<>();
        for (int i = 0; i < RESAMPLES; i++) {
            medians.add(median(random.ints(rounds.length, 0, rounds.length).mapToDouble(at -> rounds[at]).toArray()));
        }
        medians.sort(null);
        return "%.3f [%.3f, %.3f]".formatted(median(rounds), medians.get(RESAMPLES / 40), medians.get(RESAMPLES - RESAMPLES / 40));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
