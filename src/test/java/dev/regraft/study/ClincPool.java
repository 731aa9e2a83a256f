package dev.regraft.study;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.streams.Pool;
import dev.regraft.streams.StreamedExample;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Streams of CLINC150: 100 inputs to draw for each of 150 intents, 30 to test. Fewer intents, or tests, take less time.
 *
 * @param inputs to draw, by label
 * @param test inputs that are never drawn
 */
record ClincPool(SortedMap<String, List<Features>> inputs, List<StreamedExample> test) implements Pool {

    /**
     * @param intents how many intents, the first by name
     * @param testPerLabel how many test inputs of each, at most 30
     */
    static ClincPool of(int intents, int testPerLabel) throws IOException {
        SortedMap<String, List<Features>> all = new TreeMap<>();
        Clinc.part("train").forEach(query -> all.computeIfAbsent(query.label(), _ -> new ArrayList<>()).add(query.features()));
        SortedMap<String, List<Features>> inputs = new TreeMap<>();
        all.entrySet().stream().limit(intents).forEach(label -> inputs.put(label.getKey(), label.getValue()));
        Map<String, Integer> taken = new HashMap<>();
        List<StreamedExample> test = new ArrayList<>();
        for (Clinc.Query query : Clinc.part("test")) {
            if (inputs.containsKey(query.label()) && taken.merge(query.label(), 1, Integer::sum) <= testPerLabel) {
                test.add(StreamedExample.of("test-" + test.size(), query.features(), query.label()));
            }
        }
        return new ClincPool(inputs, List.copyOf(test));
    }

    @Override
    public FeatureSpace space() {
        return Clinc.space();
    }

    @Override
    public List<String> labels() {
        return List.copyOf(inputs.keySet());
    }

    @Override
    public Draws draws(RandomGenerator random) {
        Map<String, Deque<Features>> left = new HashMap<>();
        inputs.forEach((label, all) -> {
            List<Features> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, Random.from(random));
            left.put(label, new ArrayDeque<>(shuffled));
        });
        return label -> {
            Features next = left.get(label).poll();
            if (next == null) {
                throw new IllegalStateException("inputs of a label must suffice for the stream: " + label + " has "
                        + inputs.get(label).size());
            }
            return next;
        };
    }
}
