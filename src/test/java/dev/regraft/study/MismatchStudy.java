package dev.regraft.study;

import dev.regraft.backbone.ScrambledBackbone;
import dev.regraft.feature.Features;
import dev.regraft.train.BackboneExam;
import dev.regraft.train.ExamSet;
import dev.regraft.train.HScore;
import dev.regraft.train.LogMe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** draft */
final class MismatchStudy {

    public static void main(String[] args) throws IOException {
        List<Clinc.Query> all = Clinc.part("train");
        int[][] sizes = {{2, 40}, {2, 100}, {3, 30}, {4, 20}, {4, 50}, {5, 20}, {5, 100}, {6, 10}, {8, 25}, {10, 10}, {10, 20}, {10, 50}, {15, 8}, {20, 10}, {20, 40},
                {30, 20}, {50, 10}, {75, 10}, {150, 5}, {150, 10}};
        ScrambledBackbone scrambled = null;
        for (int draw = 0; draw < sizes.length; draw++) {
            if (draw % 5 == 0) {
                if (scrambled != null) {
                    scrambled.close();
                }
                scrambled = ScrambledBackbone.of(draw, Path.of("/work/study"));
            }
            List<Clinc.Query> task = draw(all, new Random(draw), sizes[draw][0], sizes[draw][1]);
            List<String> labels = task.stream().map(Clinc.Query::label).toList();
            List<String> texts = task.stream().map(Clinc.Query::text).toList();
            print(draw, "minilm", task.stream().map(Clinc.Query::features).toList(), labels, texts);
            print(draw, "scramb", scrambled.extract(texts), labels, texts);
        }
    }

    static void print(int draw, String name, List<Features> features, List<String> labels, List<String> texts) {
        long t = System.nanoTime();
        ExamSet set = ExamSet.of(features, labels, texts);
        BackboneExam e = BackboneExam.of(set);
        long ms = (System.nanoTime() - t) / 1000000;
        double words = e.words() == null ? -1 : e.words().accuracy();
        System.out.printf("%2d %s n=%d C=%d loo=%.3f [%.3f %.3f] words=%.3f (%d/%d) shuffled=%.3f p=%.2f maj=%.3f logme=%.3f h=%.2f %d ms%n", draw, name, e.examples(), set.labels().size(),
                e.looAccuracy(), e.looInterval().lower(), e.looInterval().upper(), words, e.words().onlyWords(), e.words().onlyHead(), e.shuffledAccuracy(), e.pValue(), e.majorityAccuracy(), LogMe.of(set), HScore.of(set), ms);
    }

    static List<Clinc.Query> draw(List<Clinc.Query> all, Random random, int labels, int each) {
        Map<String, List<Clinc.Query>> byLabel = new TreeMap<>();
        all.forEach(q -> byLabel.computeIfAbsent(q.label(), _ -> new ArrayList<>()).add(q));
        List<String> names = new ArrayList<>(byLabel.keySet());
        Collections.shuffle(names, random);
        List<Clinc.Query> task = new ArrayList<>();
        for (String name : names.subList(0, labels)) {
            List<Clinc.Query> of = new ArrayList<>(byLabel.get(name));
            Collections.shuffle(of, random);
            task.addAll(of.subList(0, each));
        }
        return task;
    }
}
