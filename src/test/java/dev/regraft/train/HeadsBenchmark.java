package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.head.Prediction;
import dev.regraft.head.Target;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadsBenchmark {

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

    private record Cell(String name, double[] peers, List<String> labels, Part train, Part test, Part strange, Part words) {

        static Cell read(Path path) throws IOException {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
                double[] peers = new double[in.readInt()];
                for (int i = 0; i < peers.length; i++) {
                    peers[i] = in.readDouble();
                }
                List<String> labels = new ArrayList<>();
                for (int left = in.readInt(); left > 0; left--) {
                    labels.add(in.readUTF());
                }
                return new Cell(path.getFileName().toString(), peers, labels, Part.read(in), Part.read(in), Part.read(in), Part.read(in));
            }
        }
    }

    @Test
    void measures() throws Exception {
        String prefix = System.getenv().getOrDefault("CELLS", "");
        String words = System.getenv().getOrDefault("WORDS", "none");
        Map<String, List<double[]>> means = new TreeMap<>();
        List<Path> paths;
        try (var files = Files.list(Path.of("/tmp/x/cells"))) {
            paths = files.filter(p -> p.toString().endsWith(".cell") && p.getFileName().toString().startsWith(prefix)).sorted().toList();
        }
        for (Path path : paths) {
            Cell cell = Cell.read(path);
            double[] line = measure(cell, words);
            means.computeIfAbsent(cell.name().substring(0, cell.name().lastIndexOf('-')), _ -> new ArrayList<>()).add(line);
        }
        means.forEach((name, lines) -> {
            double ours = lines.stream().mapToDouble(l -> l[0]).average().orElseThrow();
            double best = IntStream.range(5, 10).mapToDouble(i -> lines.stream().mapToDouble(l -> l[i]).average().orElseThrow()).max().orElseThrow();
            double each = lines.stream().mapToDouble(l -> Arrays.stream(l, 5, 10).max().orElseThrow()).average().orElseThrow();
            System.out.printf("MEAN %s: %.2f, best C %.2f (%+.2f), of each %.2f (%+.2f), ece %.3f, auroc %.4f, loo gap %+.2f, ms %.0f%n", name, ours, best, ours - best, each,
                    ours - each, lines.stream().mapToDouble(l -> l[1]).average().orElseThrow(), lines.stream().mapToDouble(l -> l[2]).average().orElseThrow(),
                    lines.stream().mapToDouble(l -> l[3]).average().orElseThrow(), lines.stream().mapToDouble(l -> l[4]).average().orElseThrow());
        });
    }

    private static double[] measure(Cell cell, String words) throws InterruptedException {
        TrainingSet set = new TrainingSet(RandomExamples.space(384));
        for (int i = 0; i < cell.train().labels().length; i++) {
            set.put("e" + i, new Target.Label(cell.labels().get(cell.train().labels()[i])), 1, cell.train().features()[i]);
        }
        TreeMap<String, Features> vectors = new TreeMap<>();
        for (int k = 0; k < cell.labels().size() && !words.equals("none"); k++) {
            vectors.put(cell.labels().get(k), cell.words().features()[words.equals("codes") ? cell.labels().size() + k : k]);
        }
        Learners learners = Learners.of(HeadSettings.DEFAULT);
        Learner learner = set.size() >= learners.slowFrom() && !Boolean.getBoolean("fast") ? learners.slow().orElseThrow() : learners.fast().orElseThrow();
        long start = System.nanoTime();
        Fit fit = learner.prepare(set, new Hints(vectors)).learn().orElseThrow();
        double ms = (System.nanoTime() - start) * 1e-6;
        int n = cell.test().labels().length;
        int right = 0;
        double[] gaps = new double[15];
        double[] novelty = new double[n];
        for (int i = 0; i < n; i++) {
            Prediction prediction = fit.head().predict(cell.test().features()[i]);
            boolean correct = prediction.best().label().equals(cell.labels().get(cell.test().labels()[i]));
            right += correct ? 1 : 0;
            float p = prediction.best().probability();
            gaps[Math.min(14, (int) (p * 15))] += p - (correct ? 1 : 0);
            novelty[i] = prediction.novelty() == null ? 0 : prediction.novelty();
        }
        double auroc = auroc(novelty, Arrays.stream(cell.strange().features()).mapToDouble(x -> {
            Float share = fit.head().predict(x).novelty();
            return share == null ? 0 : share;
        }).toArray());
        double accuracy = 100.0 * right / n;
        double ece = Arrays.stream(gaps).map(Math::abs).sum() / n;
        Double loo = fit.metrics().looAccuracy();
        System.out.printf("%s %s: %.2f, best C %.2f, ece %.3f, auroc %.4f, kept %.3f, loo %.2f %s, %.0f ms, %s%n", cell.name(), fit.head().algorithm(), accuracy,
                Arrays.stream(cell.peers()).max().orElseThrow(), ece, auroc, Arrays.stream(novelty).filter(v -> v <= 0.95).count() / (double) n,
                loo == null ? 0 : 100 * loo, fit.metrics().looInterval(), ms, fit.reason());
        double[] line = new double[10];
        double[] ours = {accuracy, ece, auroc, loo == null ? 0 : 100 * loo - accuracy, ms};
        System.arraycopy(ours, 0, line, 0, 5);
        System.arraycopy(cell.peers(), 0, line, 5, 5);
        return line;
    }

    private static double auroc(double[] known, double[] strange) {
        double wins = 0;
        for (double s : strange) {
            for (double k : known) {
                wins += s > k ? 1 : s == k ? 0.5 : 0;
            }
        }
        return wins / known.length / Math.max(1, strange.length);
    }
}
