package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that a closed-form learner needs of a set of examples: for each label the weight and feature sum of the examples that have it, the same of
 * all, and over all the second moment (streaming LDA, Hayes and Kanan, CVPR-W 2020, with exact integers in place of running means).
 *
 * <p>Adding is plus, removing is minus, so the statistics depend only on which examples are in. The second moment is made when it is first asked
 * for: as long as there are fewer examples than features nobody asks, and the examples themselves are less. One writer thread.
 */
final class Statistics {

    private final int dimension;
    private final SortedMap<String, LabelSum> labels = new TreeMap<>();
    private final LabelSum all;
    private final Map<String, Example> examples;
    private final boolean ownsExamples;
    private SecondMoment secondMoment;

    /** Of examples that nobody else keeps together; no two have the same id. */
    Statistics(int dimension) {
        this(dimension, new HashMap<>(), true);
    }

    /** @param examples those that are added and not removed, by id; whoever adds and removes them keeps it */
    Statistics(int dimension, Map<String, Example> examples) {
        this(dimension, examples, false);
    }

    private Statistics(int dimension, Map<String, Example> examples, boolean ownsExamples) {
        this.dimension = dimension;
        this.all = new LabelSum(null, dimension);
        this.examples = examples;
        this.ownsExamples = ownsExamples;
    }

    void add(Example example) {
        if (ownsExamples) {
            examples.put(example.id(), example);
        }
        example.target().labels().forEach(name -> labels.computeIfAbsent(name, label -> new LabelSum(label, dimension)));
        change(+1, example);
    }

    /** Takes out an example that was added. A label without examples is forgotten. */
    void remove(Example example) {
        if (ownsExamples) {
            examples.remove(example.id());
        }
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
        if (example.weight64() > 0 && secondMoment != null) {
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

    /** The examples that weigh something, in the order of the hashes of their ids. */
    List<Example> weighty() {
        return examples.values().stream().filter(example -> example.weight64() > 0).sorted(Example.BY_HASH).toList();
    }

    /** Row {@code i} of Σ weight64 · x xᵀ from the diagonal on; see {@link SecondMoment}. */
    long[] secondMoment(int i) {
        if (secondMoment == null) {
            secondMoment = new SecondMoment(dimension);
            examples.values().stream().filter(example -> example.weight64() > 0)
                    .forEach(example -> secondMoment.add(example.weight64(), example.features()));
        }
        return secondMoment.row(i);
    }
}
