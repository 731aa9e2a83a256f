package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Output;
import dev.regraft.head.Target;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long logistic regression learns and how good it is. Not part of the tests: run by {@code -Dtest=LogisticBenchmark
 * -Dbenchmark.folder=...}, a folder with {@code clinc.bin} (training and test set: rows, columns, fixed-point features, labels) and
 * {@code draws.bin} (examples a label, size, rows), big-endian.
 */
class LogisticBenchmark {

    private static final Path FOLDER = Path.of(System.getProperty("benchmark.folder", "."));
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 5);

    private record Part(Features[] features, int[] labels) {

        static Part read(DataInputStream in) throws IOException {
            int rows = in.readInt();
            int columns = in.readInt();
            Part part = new Part(new Features[rows], new int[rows]);
            for (int i = 0; i < rows; i++) {
                short[] x = new short[columns];
                for (int j = 0; j < columns; j++) {
                    x[j] = in.readShort();
                }
                part.features[i] = Features.ofFixedPoint(x);
            }
            for (int i = 0; i < rows; i++) {
                part.labels[i] = in.readShort();
            }
            return part;
        }
    }

    @Test
    void learnsIntents() throws Exception {
        Part train;
        Part test;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(FOLDER.resolve("clinc.bin"))))) {
            train = Part.read(in);
            test = Part.read(in);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(FOLDER.resolve("draws.bin"))))) {
            while (in.available() > 0) {
                int each = in.readInt();
                int[] rows = new int[in.readInt()];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = in.readInt();
                }
                measure(each + " a label", train, rows, test, 2);
            }
        }
        int[] eight = IntStream.range(0, train.labels.length).filter(i -> train.labels[i] < 8 && i % 10 == 0).toArray();
        measure("80 of 8", train, eight, test, ROUNDS);
        measure("all", train, IntStream.range(0, train.labels.length).toArray(), test, ROUNDS);
    }

    private static void measure(String name, Part train, int[] rows, Part test, int rounds) throws InterruptedException {
        TrainingSet set = new TrainingSet(RandomExamples.space(train.features[0].dimension()));
        for (int row : rows) {
            set.put("e" + row, new Target.Label(RandomExamples.label(train.labels[row])), 1, train.features[row]);
        }
        double best = Double.POSITIVE_INFINITY;
        Fit fit = null;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            fit = new LogisticLearner(Balance.AUTO).prepare(set, Hints.NONE).learn().orElseThrow();
            best = Math.min(best, (System.nanoTime() - start) * 1e-6);
        }
        Head head = fit.head();
        int right = 0;
        double loss = 0;
        for (int i = 0; i < test.labels.length; i++) {
            var prediction = head.predict(test.features[i]);
            String truth = RandomExamples.label(test.labels[i]);
            right += prediction.best().label().equals(truth) ? 1 : 0;
            int index = head.labels().indexOf(truth);
            loss -= index < 0 ? 0 : Math.log(prediction.numbers()[index]);
        }
        System.out.printf("%s: n %d, %.0f ms, test accuracy %.2f, log loss %.4f, T %.2f, held out %.2f / %.4f, %s%n", name, rows.length, best,
                100.0 * right / test.labels.length, loss / test.labels.length,
                ((Output.SingleLabel) head.output()).temperature(),
                fit.metrics().looAccuracy() == null ? 0 : 100 * fit.metrics().looAccuracy(), fit.metrics().logLoss(), fit.reason());
    }

    @Test
    void keepsManyExamples() throws Exception {
        int examples = 200_000;
        RandomExamples source = new RandomExamples(1, 384, 150, 1);
        Features[] few = IntStream.range(0, 150).mapToObj(source::next).toArray(Features[]::new);
        TrainingSet set = new TrainingSet(RandomExamples.space(384));
        long before = heapBytes();
        for (int i = 0; i < examples; i++) {
            set.put("example-%010d".formatted(i), new Target.Label(RandomExamples.label(i % 150)), 1, few[i % 150]);
        }
        long heap = heapBytes() - before;
        System.out.printf("%d examples: %.0f bytes of heap each, and %d outside%n", examples, heap / (double) examples, 2 * 384);
        long start = System.nanoTime();
        Kept kept = set.keep();
        System.out.printf("kept in %.1f ms%n", (System.nanoTime() - start) * 1e-6);
        kept.close();
        start = System.nanoTime();
        Fit fit = new LogisticLearner(Balance.AUTO).prepare(set, Hints.NONE).learn().orElseThrow();
        System.out.printf("learned in %.0f ms: %s%n", (System.nanoTime() - start) * 1e-6, fit.reason());
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
