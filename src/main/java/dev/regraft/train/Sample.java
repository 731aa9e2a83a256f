package dev.regraft.train;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The first examples of a set in a fixed order, of those that are asked for.
 *
 * <p>Which ones they are depends only on which examples are in the set. Up to twice as many as wanted are kept sorted, so that a removal
 * seldom means looking through the whole set for the next ones. One writer thread.
 */
final class Sample {

    private final int size;
    private final Comparator<Example> order;
    private final Predicate<Example> asked;
    private final TreeSet<Example> first;

    /** Every example up to this one is among the first; null while that is every example. */
    private Example bound;

    /**
     * The examples that speak for the whole set where asking all would take too long: those with the smallest hashes of their ids. An
     * example of weight 0 has no say.
     */
    Sample(int size) {
        this(size, Example.BY_HASH, example -> example.weight64() > 0);
    }

    Sample(int size, Comparator<Example> order, Predicate<Example> asked) {
        this.size = size;
        this.order = order;
        this.asked = asked;
        this.first = new TreeSet<>(order);
    }

    void add(Example example) {
        if (!asked.test(example) || bound != null && order.compare(example, bound) > 0) {
            return;
        }
        first.add(example);
        if (first.size() > 2 * size) {
            first.pollLast();
            bound = first.last();
        }
    }

    void remove(Example example) {
        first.remove(example);
    }

    /**
     * The sample, in order.
     *
     * @param all every example that was added and not removed
     */
    List<Example> examples(Collection<Example> all) {
        if (first.size() < size) {
            refill(all);
        }
        return first.stream().limit(size).toList();
    }

    /**
     * The first of all that are asked for, of which there must be one.
     *
     * @param all every example that was added and not removed
     */
    Example first(Collection<Example> all) {
        if (first.isEmpty()) {
            refill(all);
        }
        return first.first();
    }

    private void refill(Collection<Example> all) {
        if (bound != null) {
            first.clear();
            bound = null;
            all.forEach(this::add);
        }
    }
}
