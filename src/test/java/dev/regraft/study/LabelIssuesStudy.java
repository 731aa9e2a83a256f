package dev.regraft.study;

import dev.regraft.head.Target;
import dev.regraft.quality.LabelIssues;
import dev.regraft.train.Balance;
import dev.regraft.train.Hints;
import dev.regraft.train.Inspection;
import dev.regraft.train.LeftOutSet;
import dev.regraft.train.TrainingSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * How many of the examples at the top of the list of label issues are wrong, where a share of the labels was flipped at random: CLINC150 with
 * MiniLM, so many examples a label. Arguments: examples a label, share, seeds.
 */
final class LabelIssuesStudy {

    private LabelIssuesStudy() {
    }

    public static void main(String[] args) throws Exception {
        int perLabel = args.length > 0 ? Integer.parseInt(args[0]) : 50;
        double share = args.length > 1 ? Double.parseDouble(args[1]) : 0.15;
        int seeds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        List<Clinc.Query> queries = Clinc.part("train");
        for (int seed = 1; seed <= seeds; seed++) {
            study(queries, perLabel, share, seed);
        }
    }

    private static void study(List<Clinc.Query> queries, int perLabel, double share, int seed) throws InterruptedException {
        Random random = new Random(seed);
        List<Clinc.Query> drawn = draw(queries, perLabel, random);
        List<String> labels = drawn.stream().map(Clinc.Query::label).distinct().sorted().toList();
        TrainingSet set = new TrainingSet(Clinc.space());
        Set<String> flipped = new HashSet<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        int flips = (int) Math.round(share * drawn.size());
        for (int place = 0; place < order.size(); place++) {
            Clinc.Query query = drawn.get(order.get(place));
            String id = seed + "-" + order.get(place);
            String label = query.label();
            if (place < flips) {
                while (label.equals(query.label())) {
                    label = labels.get(random.nextInt(labels.size()));
                }
                flipped.add(id);
            }
            set.put(id, new Target.Label(label), 1, query.features());
        }
        long began = System.nanoTime();
        try (Inspection inspection = Inspection.of(set, Hints.NONE, Balance.AUTO)) {
            LeftOutSet leftOut = inspection.leaveOut().orElseThrow();
            long found = System.nanoTime();
            LabelIssues issues = LabelIssues.of(leftOut.predictions(), Integer.MAX_VALUE);
            System.out.printf("seed %d: %d examples, %d flipped, %d under suspicion; precision of the first %d: %.3f; of the first 100: %.3f; recall %.3f; %d + %d ms%n",
                    seed, drawn.size(), flips, issues.count(), flips, precision(issues, flipped, flips), precision(issues, flipped, 100),
                    precision(issues, flipped, (int) issues.count()) * issues.count() / Math.max(1, flips),
                    (found - began) / 1_000_000, (System.nanoTime() - found) / 1_000_000);
        }
    }

    static List<Clinc.Query> draw(List<Clinc.Query> queries, int perLabel, Random random) {
        List<Clinc.Query> shuffled = new ArrayList<>(queries);
        Collections.shuffle(shuffled, random);
        Map<String, Integer> taken = new HashMap<>();
        return shuffled.stream().filter(query -> taken.merge(query.label(), 1, Integer::sum) <= perLabel).toList();
    }

    private static double precision(LabelIssues issues, Set<String> flipped, int first) {
        long right = issues.worst().stream().limit(first).filter(issue -> flipped.contains(issue.id())).count();
        return (double) right / Math.max(1, Math.min(first, issues.worst().size()));
    }
}
