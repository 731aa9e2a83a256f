package dev.regraft.train;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The examples that speak for the whole set where asking all would take too long: those with the smallest hashes of their ids.
 *
 * <p>Which ones they are depends only on which ids are in the set. Up to twice as many as wanted are kept sorted, so that a removal
 * seldom means looking through the whole set for the next ones. One writer thread.
 */
final class Sample {

    private final int size;
    private final TreeSet<Example> smallest = new TreeSet<>(Example.BY_HASH);

    /** Every example up to this one is among the smallest; null while that is every example. */
    private Example bound;

    Sample(int size) {
        this.size = size;
    }

    /** An example of weight 0 has no say. */
    void add(Example example) {
        if (example.weight64() == 0 || bound != null && Example.BY_HASH.compare(example, bound) > 0) {
            return;
        }
        smallest.add(example);
        if (smallest.size() > 2 * size) {
            smallest.pollLast();
            bound = smallest.last();
        }
    }

    void remove(Example example) {
        smallest.remove(example);
    }

    /**
     * The sample, in the order of the hashes.
     *
     * @param all every example that was added and not removed
     */
    List<Example> examples(Collection<Example> all) {
        if (smallest.size() < size && bound != null) {
            smallest.clear();
            bound = null;
            all.forEach(this::add);
        }
        return smallest.stream().limit(size).toList();
    }
}
