package dev.regraft.study;

import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.backbone.Priority;
import dev.regraft.backbone.ScrambledBackbone;
import dev.regraft.feature.Features;
import dev.regraft.graft.BackboneSignal;
import dev.regraft.graft.StrictJson;
import dev.regraft.quality.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Who is warned of a mismatch: MiniLM with scrambled weights on real tasks should be, MiniLM should not. The tasks are 19 draws of intents of
 * CLINC150, of 3 to 150 labels and 100 to 2,000 examples, and the sample tickets. Then harder cases: two intents only, few examples,
 * shuffled labels, and arbitrary groups of intents, whose borders no linear head can follow.
 */
final class MismatchStudy {

    private static final Path FOLDER = Path.of(System.getProperty("study.folder", "target/study"));
    private static final Path TICKETS = Path.of("src/main/resources/sample/support-tickets.jsonl");
    /** The draws: 0 were looked at while thresholds were chosen, others were not. */
    private static final int SEED = Integer.getInteger("study.seed", 0);
    /** Labels and examples of each. */
    private static final int[][] SIZES = {{3, 40}, {3, 100}, {4, 30}, {4, 60}, {5, 20}, {5, 50}, {6, 20}, {8, 15}, {8, 40}, {10, 10}, {10, 25},
            {15, 10}, {20, 10}, {20, 40}, {30, 15}, {50, 8}, {75, 10}, {150, 5}, {150, 13}};

    /** A task's examples. */
    private record Task(String name, List<String> labels, List<String> texts, List<Features> features) {

        static Task of(String name, List<Clinc.Query> queries, Function<Clinc.Query, String> label) {
            return new Task(name, queries.stream().map(label).toList(), queries.stream().map(Clinc.Query::text).toList(),
                    queries.stream().map(Clinc.Query::features).toList());
        }

        Task of(List<Features> others) {
            return new Task(name, labels, texts, others);
        }
    }

    private MismatchStudy() {
    }

    /** Prints a line for each task and backbone, and how many were warned of. */
    public static void main(String[] args) throws IOException {
        List<Clinc.Query> all = Clinc.part("train");
        List<Task> tasks = new ArrayList<>();
        for (int draw = 0; draw < SIZES.length; draw++) {
            tasks.add(Task.of("clinc", draw(all, new Random(SEED + draw), SIZES[draw][0], SIZES[draw][1]), Clinc.Query::label));
        }
        tasks.add(tickets());
        compare("20 tasks", tasks);
        if (SEED != 0) {
            return;
        }
        compare("two intents, 60 of each", small(all, 20, 2, 60));
        compare("too few: five intents, 9 of each", small(all, 3, 5, 9));
        System.out.println("shuffled labels: " + warned("MiniLM", tasks.stream().map(MismatchStudy::shuffled).toList()) + " warned");
        compare("one intent against 19, 20 of each", rare(all));
        System.out.println("groups: " + warned("MiniLM", groups(all)) + " warned");
    }

    private static void compare(String name, List<Task> tasks) throws IOException {
        int real = warned("MiniLM", tasks);
        int scrambled = 0;
        for (int from = 0; from < tasks.size(); from += 5) {
            try (ScrambledBackbone backbone = ScrambledBackbone.of(SEED + from, FOLDER)) {
                scrambled += warned("scrambled", tasks.subList(from, Math.min(from + 5, tasks.size())).stream()
                        .map(task -> task.of(backbone.extract(task.texts()))).toList());
            }
        }
        System.out.printf("%s: warned of MiniLM on %d, of scrambled MiniLM on %d of %d%n", name, real, scrambled, tasks.size());
    }

    private static int warned(String backbone, List<Task> tasks) {
        int warned = 0;
        for (Task task : tasks) {
            long startNanos = System.nanoTime();
            Mismatch found = BackboneSignal.check(task.features(), task.labels(), task.texts());
            long tookMs = (System.nanoTime() - startNanos) / 1_000_000;
            warned += found.warning() == null ? 0 : 1;
            System.out.printf(Locale.ROOT, "%-9s %s %4d examples of %d, %3d labels: head %.3f, neighbour %.3f, words %.3f, majority %.3f, "
                            + "simple %.3f, shuffled %.3f, p %.2f, %d ms: %s%n", backbone, task.name(), found.examples(), task.texts().size(),
                    task.labels().stream().distinct().count(), found.looAccuracy(), found.neighbourAccuracy(), found.wordsAccuracy(),
                    found.majorityAccuracy(), found.simpleAccuracy(), found.shuffledAccuracy(), found.pValue(), tookMs,
                    found.warning() == null ? found.note() : found.warning());
        }
        return warned;
    }

    private static List<Task> small(List<Clinc.Query> all, int draws, int labels, int each) {
        List<Task> tasks = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            tasks.add(Task.of("clinc", draw(all, new Random(1_000 + draw), labels, each), Clinc.Query::label));
        }
        return tasks;
    }

    /** One intent against others that are many more. */
    private static List<Task> rare(List<Clinc.Query> all) {
        List<Task> tasks = new ArrayList<>();
        for (int draw = 0; draw < 10; draw++) {
            List<Clinc.Query> queries = draw(all, new Random(2_000 + draw), 20, 20);
            String wanted = queries.getFirst().label();
            tasks.add(Task.of("rare", queries, query -> query.label().equals(wanted) ? "wanted" : "other"));
        }
        return tasks;
    }

    private static List<Task> groups(List<Clinc.Query> all) {
        List<Clinc.Query> queries = new ArrayList<>(all);
        Collections.shuffle(queries, new Random(1));
        List<String> intents = new ArrayList<>(queries.stream().map(Clinc.Query::label).distinct().sorted().toList());
        Collections.shuffle(intents, new Random(2));
        List<Task> tasks = new ArrayList<>();
        for (int groups : new int[] {2, 5, 20}) {
            for (int size : new int[] {500, 2_000, 10_000}) {
                tasks.add(Task.of("groups", queries.subList(0, size), query -> "group " + intents.indexOf(query.label()) % groups));
            }
        }
        return tasks;
    }

    private static Task shuffled(Task task) {
        List<String> labels = new ArrayList<>(task.labels());
        Collections.shuffle(labels, new Random(labels.size()));
        return new Task(task.name(), labels, task.texts(), task.features());
    }

    private static List<Clinc.Query> draw(List<Clinc.Query> all, Random random, int labels, int each) {
        Map<String, List<Clinc.Query>> byLabel = new TreeMap<>();
        all.forEach(query -> byLabel.computeIfAbsent(query.label(), _ -> new ArrayList<>()).add(query));
        List<String> names = new ArrayList<>(byLabel.keySet());
        Collections.shuffle(names, random);
        List<Clinc.Query> task = new ArrayList<>();
        for (String name : names.subList(0, labels)) {
            List<Clinc.Query> queries = byLabel.get(name);
            Collections.shuffle(queries, random);
            task.addAll(queries.subList(0, each));
        }
        return task;
    }

    private static Task tickets() throws IOException {
        List<String> labels = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(TICKETS)) {
            var ticket = StrictJson.readObject(line.getBytes(StandardCharsets.UTF_8));
            labels.add(ticket.get("label").textValue());
            texts.add(ticket.get("text").textValue());
        }
        try (Backbones backbones = new Backbones(FOLDER, LaneSettings.defaults(), 50)) {
            List<Input> inputs = texts.stream().map(text -> (Input) new Input.Text(text)).toList();
            List<Features> features = backbones.load("all-minilm-l6-v2").extract(inputs, Priority.EXTRACT).join().stream()
                    .map(Extraction::features).toList();
            return new Task("tickets", labels, texts, features);
        }
    }
}
