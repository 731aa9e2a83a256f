package dev.regraft.study;

import dev.regraft.graft.QueueUnderStudy;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Metrics;
import dev.regraft.head.Target;
import dev.regraft.train.Hints;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.TrainingSet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * How many labels CLINC150 needs if whoever labels takes them from the queue, and if they come in random order.
 *
 * <p>Every round 1,000 queries of the training part that came up at random are served by the head of that time, 50 of them are labeled, and a
 * discriminant is learned anew; accuracy is that on the test part. It begins with 300 labeled queries.
 */
final class QueueStudy {

    private static final int BEGIN = 300;
    private static final int SERVED = 1_000;
    private static final int LABELED = 50;
    private static final int ROUNDS = 60;
    private static final double[] TARGETS = {0.80, 0.85, 0.88, 0.90};

    private final List<Clinc.Query> pool = new ArrayList<>(Clinc.part("train"));
    private final List<Clinc.Query> test = Clinc.part("test");
    private final Random random;

    private QueueStudy(long seed) throws IOException {
        random = new Random(seed);
        Collections.shuffle(pool, random);
    }

    private static Head learn(TrainingSet set) {
        try {
            return new LdaLearner().prepare(set, Hints.NONE).learn().orElseThrow().head();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private double accuracy(Head head) {
        return test.stream().filter(query -> head.predict(query.features()).best().label().equals(query.label())).count() / (double) test.size();
    }

    /** How many labels each target took; −1 if it was not met. */
    private int[] label(boolean byQueue) {
        TrainingSet set = new TrainingSet(Clinc.space());
        List<Clinc.Query> left = new ArrayList<>(pool);
        take(left.subList(0, BEGIN), set);
        left.subList(0, BEGIN).clear();
        int[] needed = new int[TARGETS.length];
        Arrays.fill(needed, -1);
        for (int round = 0; round < ROUNDS && needed[TARGETS.length - 1] < 0; round++) {
            Head head = learn(set);
            double accuracy = accuracy(head);
            for (int t = 0; t < TARGETS.length; t++) {
                needed[t] = needed[t] < 0 && accuracy >= TARGETS[t] ? (int) set.size() : needed[t];
            }
            Collections.shuffle(left, random);
            List<Clinc.Query> served = left.subList(0, Math.min(SERVED, left.size()));
            HeadVersion live = new HeadVersion(round + 1, head, set.size(), Instant.EPOCH, Metrics.NONE);
            List<Integer> chosen = byQueue ? QueueUnderStudy.choose(live, served.stream().map(Clinc.Query::features).toList(), LABELED)
                    : List.of();
            List<Clinc.Query> labeled = byQueue ? chosen.stream().map(served::get).toList() : List.copyOf(served.subList(0, LABELED));
            take(labeled, set);
            left.removeAll(labeled);
        }
        return needed;
    }

    private static void take(List<Clinc.Query> labeled, TrainingSet set) {
        for (Clinc.Query query : labeled) {
            set.put("e" + set.size(), new Target.Label(query.label()), 1, query.features());
        }
    }

    public static void main(String[] args) throws IOException {
        for (long seed = 0; seed < 2; seed++) {
            int[] byQueue = new QueueStudy(seed).label(true);
            int[] atRandom = new QueueStudy(seed).label(false);
            for (int t = 0; t < TARGETS.length; t++) {
                System.out.printf("draw %d, accuracy %.2f: %d labels by the queue, %d at random, ratio %.2f%n", seed, TARGETS[t], byQueue[t],
                        atRandom[t], (double) byQueue[t] / atRandom[t]);
            }
        }
    }
}
