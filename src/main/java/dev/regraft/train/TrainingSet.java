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
 * writer thread, which also reads; what it is to be read by another, it {@linkplain #keep() keeps}.
 *
 * <p>A set holds so many examples at most. Where one more would be too many, the one with the greatest hash of its id leaves, be it the new
 * one itself: without removals those that stay are the ones of the smallest hashes, a random sample that has nothing to do with when they
 * came or in what order. An example that left does not come back by itself when others are removed.
 *
 * <p>Vectors lie outside the heap, 2 bytes a number; each example takes some 150 bytes of heap beside its attributes.
 */
public final class TrainingSet {

    /** How many examples leave-one-out asks. */
    static final int SAMPLE_SIZE = 256;

    private static final int MOST_EXAMPLES = 1_000_000;
    /** How many of those that would leave first are known without looking through the whole set. */
    private static final int LEAVERS = 512;

    private final FeatureSpace space;
    private final int maxExamples;
    private final Map<String, Example> examples = new HashMap<>();
    private final FeatureRows rows;
    private final SharedTargets targets = new SharedTargets();
    private final Statistics statistics;
    private final Sample sample = new Sample(SAMPLE_SIZE);
    private final Sample leavers = new Sample(LEAVERS, Example.BY_HASH.reversed(), _ -> true);
    private final Fingerprints vectors = new Fingerprints();

    /** A set of at most a million examples. */
    public TrainingSet(FeatureSpace space) {
        this(space, MOST_EXAMPLES);
    }

    /** @param maxExamples how many examples it holds at most, at least 1 */
    public TrainingSet(FeatureSpace space, int maxExamples) {
        if (maxExamples < 1) {
            throw new IllegalArgumentException("a set must hold at least 1 example: " + maxExamples);
        }
        this.space = space;
        this.maxExamples = maxExamples;
        this.rows = new FeatureRows(space.dimension());
        this.statistics = new Statistics(space.dimension(), examples);
    }

    /**
     * Adds an example, or replaces the one of that id, whose share in the statistics is taken out exactly.
     *
     * @param target what is right of it, of the same kind as of the others
     * @param weight how many ordinary examples it counts for, in [0, 100], kept in steps of 1/64 (at least one step if positive); an
     *     example of weight 0 is kept and counted but teaches nothing
     * @param attributes what else is known of it, kept beside it
     * @param features a vector of this set's space
     * @return whether it is kept: false if the set is full of examples with smaller hashes
     * @throws IllegalArgumentException if the weight or the dimension is out of range
     */
    public boolean put(String id, Target target, double weight, Map<String, String> attributes, Features features) {
        if (features.dimension() != space.dimension()) {
            throw new IllegalArgumentException("dimension must be " + space.dimension() + ": " + features.dimension());
        }
        Example example = Example.of(id, target, weight, attributes, features);
        Example former = examples.get(id);
        if (former != null) {
            replace(former, example);
            return true;
        }
        return hasRoomFor(example) && add(example, id);
    }

    /** Adds or replaces an example of which nothing else is known. */
    public boolean put(String id, Target target, double weight, Features features) {
        return put(id, target, weight, Map.of(), features);
    }

    private void replace(Example former, Example example) {
        if (!example.equals(former)) {
            forget(former);
            add(example, former.id());
        }
    }

    private boolean hasRoomFor(Example example) {
        if (examples.size() < maxExamples) {
            return true;
        }
        Example last = leavers.first(examples.values());
        return Example.BY_HASH.compare(example, last) < 0 && remove(last.id());
    }

    private boolean add(Example example, String sharedId) {
        Example kept = example.in(rows, rows.add(example.features()), sharedId, targets.share(example.target()));
        examples.put(sharedId, kept);
        vectors.add(example.features().hashCode());
        statistics.add(kept);
        sample.add(kept);
        leavers.add(kept);
        return true;
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

    private void forget(Example example) {
        vectors.remove(example.features().hashCode());
        statistics.remove(example);
        targets.release(example.target());
        sample.remove(example);
        leavers.remove(example);
        rows.free(example.row());
    }

    /** The examples as they are now, for another thread to learn from while this one goes on writing. */
    Kept keep() {
        return new Kept(space, examples.values().toArray(Example[]::new), rows.lease());
    }

    /** Whether there is an example of that id. */
    public boolean contains(String id) {
        return examples.containsKey(id);
    }

    /** Whether an example of that very vector may be there: certain if not, and wrong once in thousands of times if so. */
    public boolean mayContain(Features features) {
        return vectors.contains(features.hashCode());
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
