package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The examples a task's head is learned from, and their exact statistics.
 *
 * <p>After any history of puts and removals a set has the same statistics, to the last bit, as a fresh one with the examples it holds. One
 * writer thread, which also reads.
 */
public final class TrainingSet {

    /** How many examples leave-one-out asks. */
    static final int SAMPLE_SIZE = 256;

    private final FeatureSpace space;
    private final Map<String, Example> examples = new HashMap<>();
    private final Statistics statistics;
    private final Sample sample = new Sample(SAMPLE_SIZE);

    public TrainingSet(FeatureSpace space) {
        this.space = space;
        this.statistics = new Statistics(space.dimension());
    }

    /**
     * Adds an example, or replaces the one of that id, whose share in the statistics is taken out exactly.
     *
     * @param target what is right of it, of the same kind as of the others
     * @param weight how many ordinary examples it counts for, in [0, 100], kept in steps of 1/64 (at least one step if positive); an
     *     example of weight 0 is kept and counted but teaches nothing
     * @param attributes what else is known of it, kept beside it
     * @param features a vector of this set's space
     * @throws IllegalArgumentException if the weight or the dimension is out of range
     */
    public void put(String id, Target target, double weight, Map<String, String> attributes, Features features) {
        if (features.dimension() != space.dimension()) {
            throw new IllegalArgumentException("dimension must be " + space.dimension() + ": " + features.dimension());
        }
        Example example = Example.of(id, target, weight, attributes, features);
        Example former = examples.put(id, example);
        if (example.equals(former)) {
            return;
        }
        if (former != null) {
            forget(former);
        }
        statistics.add(example);
        sample.add(example);
    }

    /**
     * Takes an example out.
     *
     * @return whether there was one of that id
     */
    public boolean remove(String id) {
        Example former = examples.remove(id);
        if (former == null) {
            return false;
        }
        forget(former);
        return true;
    }

    /** Adds or replaces an example of which nothing else is known. */
    public void put(String id, Target target, double weight, Features features) {
        put(id, target, weight, Map.of(), features);
    }

    private void forget(Example example) {
        statistics.remove(example);
        sample.remove(example);
    }

    /** Whether there is an example of that id. */
    public boolean contains(String id) {
        return examples.containsKey(id);
    }

    /** The example of that id. */
    public Optional<Example> find(String id) {
        return Optional.ofNullable(examples.get(id));
    }

    /** The examples, in no order. */
    public Collection<Example> examples() {
        return Collections.unmodifiableCollection(examples.values());
    }

    /** Number of examples. */
    public long size() {
        return examples.size();
    }

    /** Number of examples of each label that has any, sorted by label. */
    public SortedMap<String, Long> labelCounts() {
        SortedMap<String, Long> counts = new TreeMap<>();
        statistics.labels().forEach(label -> counts.put(label.label(), label.examples()));
        return counts;
    }

    /** The labels that have an example which counts, sorted. */
    public SortedSet<String> learnedLabels() {
        return statistics.learnedLabels();
    }

    public FeatureSpace space() {
        return space;
    }

    Statistics statistics() {
        return statistics;
    }

    /** The examples that leave-one-out asks, in the order of the hashes of their ids. */
    List<Example> sample() {
        return sample.examples(examples.values());
    }
}
