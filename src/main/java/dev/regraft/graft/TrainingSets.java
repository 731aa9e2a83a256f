package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.train.Example;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The examples of a task: a training set for each feature space that they live in. Written by one thread, which also reads. */
final class TrainingSets {

    private final Instant incarnation;
    private final int maxExamples;
    private final Map<FeatureSpace, TrainingSet> sets = new HashMap<>();

    /** What became of an example that was put in. */
    enum Change {
        /** Its id was new. */
        ADDED,
        /** Its id named something else. */
        REPLACED,
        /** It was known. */
        NONE
    }

    /** @param maxExamples how many a set holds at most */
    TrainingSets(Instant incarnation, int maxExamples) {
        this.incarnation = incarnation;
        this.maxExamples = maxExamples;
    }

    /** Puts an example in, in place of what its id named before. */
    Change put(String id, LabeledFeatures example) {
        Optional<LabeledFeatures> former = find(id);
        if (former.isPresent() && !former.get().space().equals(example.space())) {
            remove(id);
        }
        sets.computeIfAbsent(example.space(), space -> new TrainingSet(space, maxExamples))
                .put(id, example.target(), example.weight(), example.attributes(), example.features());
        return former.isEmpty() ? Change.ADDED : former.equals(find(id)) ? Change.NONE : Change.REPLACED;
    }

    /** @return whether there was one of that id */
    boolean remove(String id) {
        boolean removed = sets.values().stream().anyMatch(set -> set.remove(id));
        sets.values().removeIf(set -> set.size() == 0);
        return removed;
    }

    /**
     * The set that heads are learned from: that of the space which most examples live in, the one of the smaller digest if there are
     * several. So it depends on the examples alone, not on their order. Without any example it is an empty one in the space of the labels'
     * words; null if there are none either.
     */
    TrainingSet largest(Terms terms) {
        return sets.values().stream()
                .max(Comparator.comparingLong(TrainingSet::size).thenComparing(set -> set.space().digest(), Comparator.reverseOrder()))
                .or(() -> terms.words().map(words -> new TrainingSet(words.space(), maxExamples)))
                .orElse(null);
    }

    /** Whether there is an example of that id. */
    boolean contains(String id) {
        return sets.values().stream().anyMatch(set -> set.contains(id));
    }

    /** Whether an example of that very vector may be there. */
    boolean mayContain(FeatureSpace space, Features features) {
        TrainingSet set = sets.get(space);
        return set != null && set.mayContain(features);
    }

    long size() {
        return sets.values().stream().mapToLong(TrainingSet::size).sum();
    }

    Optional<LabeledFeatures> find(String id) {
        for (TrainingSet set : sets.values()) {
            Optional<Example> example = set.find(id);
            if (example.isPresent()) {
                return example.map(e -> labeled(set.space(), e));
            }
        }
        return Optional.empty();
    }

    /** Hands over every example with its id, in no order. */
    void forEach(BiConsumer<String, LabeledFeatures> action) {
        for (TrainingSet set : sets.values()) {
            set.examples().forEach(example -> action.accept(example.id(), labeled(set.space(), example)));
        }
    }

    private LabeledFeatures labeled(FeatureSpace space, Example example) {
        return new LabeledFeatures(incarnation, space, example.target(), example.weight(), example.attributes(), example.features());
    }
}
