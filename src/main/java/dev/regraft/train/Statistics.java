package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that a closed-form learner needs of a set of examples: for each label the weight and feature sum of the examples that have it, the same of
 * all, and over all the second moment (streaming LDA, Hayes and Kanan, CVPR-W 2020, with exact integers in place of running means).
 *
 * <p>Adding is plus, removing is minus, so the statistics depend only on which examples are in. One writer thread.
 */
final class Statistics {

    private final int dimension;
    private final SortedMap<String, LabelSum> labels = new TreeMap<>();
    private final LabelSum all;
    private final SecondMoment secondMoment;

    Statistics(int dimension) {
        this.dimension = dimension;
        this.all = new LabelSum(null, dimension);
        this.secondMoment = new SecondMoment(dimension);
    }

    void add(Example example) {
        example.target().labels().forEach(name -> labels.computeIfAbsent(name, label -> new LabelSum(label, dimension)));
        change(+1, example);
    }

    /** Takes out an example that was added. A label without examples is forgotten. */
    void remove(Example example) {
        change(-1, example);
        for (String label : example.target().labels()) {
            if (labels.get(label).examples() == 0) {
                labels.remove(label);
            }
        }
    }

    private void change(int sign, Example example) {
        example.target().labels().forEach(label -> labels.get(label).add(sign, example.weight64(), example.features()));
        all.add(sign, example.weight64(), example.features());
        if (example.weight64() > 0) {
            secondMoment.add(sign * example.weight64(), example.features());
        }
    }

    int dimension() {
        return dimension;
    }

    /** What is known of each label that has examples, sorted by label. */
    Collection<LabelSum> labels() {
        return Collections.unmodifiableCollection(labels.values());
    }

    /** The labels that have examples of positive weight. */
    SortedSet<String> learnedLabels() {
        return labels.values().stream().filter(label -> label.weight64() > 0).map(LabelSum::label)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is known of all examples together, whatever their targets; it has no label. */
    LabelSum all() {
        return all;
    }

    /** Row {@code i} of Σ weight64 · x xᵀ from the diagonal on; see {@link SecondMoment}. */
    long[] secondMoment(int i) {
        return secondMoment.row(i);
    }
}
