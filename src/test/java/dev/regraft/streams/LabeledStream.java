package dev.regraft.streams;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Labeled examples, one after the other, and what the head that serves them ought to know at each time. */
public final class LabeledStream {

    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private final Pool pool;
    private final Mix mix;
    private final List<Disturbance> disturbances;
    private final List<StreamedExample> examples;
    private final Map<List<Object>, List<StreamedExample>> tests = new HashMap<>();

    private LabeledStream(Pool pool, Mix mix, List<Disturbance> disturbances, List<StreamedExample> examples) {
        this.pool = pool;
        this.mix = mix;
        this.disturbances = disturbances;
        this.examples = examples;
    }

    /**
     * A stream of that many examples; the same seed gives the same stream.
     *
     * @param disturbances each has its way with what the ones before it made
     */
    public static LabeledStream of(Pool pool, Mix mix, int length, long seed, Disturbance... disturbances) {
        SplittableRandom random = new SplittableRandom(seed);
        Pool.Draws draws = pool.draws(random.split());
        SplittableRandom ofLabels = random.split();
        List<String> labels = pool.labels();
        List<StreamedExample> examples = new ArrayList<>();
        for (int time = 0; time < length; time++) {
            String label = labels.get(mix.draw(labels.size(), time, ofLabels));
            examples.add(StreamedExample.of(seed + "-" + time, draws.next(label), label));
        }
        for (Disturbance disturbance : disturbances) {
            examples = disturbance.disturb(List.copyOf(examples), random.split());
        }
        return new LabeledStream(pool, mix, List.of(disturbances), List.copyOf(examples));
    }

    /** The examples in the order in which they come; the time of each is its index. */
    public List<StreamedExample> examples() {
        return examples;
    }

    public Pool pool() {
        return pool;
    }

    public int length() {
        return examples.size();
    }

    /** The test inputs as the world is at that time: of the labels that are there, drifted so far. The same list while nothing changes. */
    public List<StreamedExample> testAt(int time) {
        List<Integer> present = mix.present(pool.labels().size(), time);
        List<Double> progress = disturbances.stream().map(disturbance -> disturbance.progress(time)).toList();
        return tests.computeIfAbsent(List.of(present, progress), _ -> test(present, progress));
    }

    private List<StreamedExample> test(List<Integer> present, List<Double> progress) {
        Set<String> labels = new HashSet<>();
        present.forEach(label -> labels.add(pool.labels().get(label)));
        List<StreamedExample> test = new ArrayList<>();
        double place = 0;
        for (StreamedExample example : pool.test()) {
            place = (place + GOLDEN_RATIO) % 1;
            if (labels.contains(example.truth())) {
                test.add(changed(example, place, progress));
            }
        }
        return List.copyOf(test);
    }

    /** @param place those at a smaller place change earlier; spread evenly over [0, 1) */
    private StreamedExample changed(StreamedExample example, double place, List<Double> progress) {
        StreamedExample changed = example;
        for (int i = 0; i < disturbances.size(); i++) {
            changed = place < progress.get(i) ? disturbances.get(i).changed(changed) : changed;
        }
        return changed;
    }
}
