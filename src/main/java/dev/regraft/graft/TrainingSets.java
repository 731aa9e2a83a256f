package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.train.Example;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The examples of a task: a training set for each feature space that they live in. An example lives in one space, or in two while the task goes
 * over to another backbone. Written by one thread, which also reads.
 */
final class TrainingSets {

    private final Instant incarnation;
    private final int maxExamples;
    private final Map<FeatureSpace, TrainingSet> sets = new HashMap<>();
    /** Where inputs stand. A set that is full lets examples go without a word: theirs are cleared away now and then. */
    private final Map<String, Position> inputs = new HashMap<>();
    private long inTwo;

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
    Change put(String id, KeptExample kept) {
        Optional<LabeledFeatures> former = find(id);
        for (TrainingSet set : List.copyOf(sets.values())) {
            if (kept.in(set.space()).isEmpty()) {
                removeFrom(set, id);
            }
        }
        putInto(id, kept.example());
        if (kept.also() != null) {
            putInto(id, kept.also());
        }
        remember(id, kept.input());
        if (former.isEmpty()) {
            return Change.ADDED;
        }
        return views(id).anyMatch(former.get()::equals) ? Change.NONE : Change.REPLACED;
    }

    private void putInto(String id, LabeledFeatures example) {
        TrainingSet set = sets.computeIfAbsent(example.space(), space -> new TrainingSet(space, maxExamples));
        boolean inOther = !set.contains(id) && contains(id);
        if (set.put(id, example.target(), example.weight(), example.attributes(), example.features()) && inOther) {
            inTwo++;
        }
    }

    private void remember(String id, Position input) {
        if (input == null) {
            inputs.remove(id);
        } else {
            inputs.put(id, input);
        }
        if (inputs.size() > 2L * maxExamples) {
            inputs.keySet().removeIf(remembered -> !contains(remembered));
        }
    }

    /** @return whether there was one of that id */
    boolean remove(String id) {
        boolean removed = false;
        for (TrainingSet set : List.copyOf(sets.values())) {
            removed |= removeFrom(set, id);
        }
        inputs.remove(id);
        return removed;
    }

    private boolean removeFrom(TrainingSet set, String id) {
        boolean removed = set.remove(id);
        if (removed && contains(id)) {
            inTwo--;
        }
        if (set.size() == 0) {
            sets.remove(set.space());
        }
        return removed;
    }

    /**
     * The set of features of that backbone that heads are learned from: that of the space which most examples live in, the one of the smaller
     * digest if there are several. So it depends on the examples alone, not on their order. Without any example it is an empty one in the space
     * of the labels' words; null if there are none either.
     *
     * @param backbone its name; null for whatever most examples have
     */
    TrainingSet largest(String backbone, Terms terms) {
        return sets.values().stream()
                .filter(set -> backbone == null || set.space().backbone().equals(backbone))
                .max(Comparator.comparingLong(TrainingSet::size).thenComparing(set -> set.space().digest(), Comparator.reverseOrder()))
                .or(() -> terms.wordsOf(backbone).map(words -> new TrainingSet(words.space(), maxExamples)))
                .orElse(null);
    }

    /** Whether there is an example of that id. */
    boolean contains(String id) {
        return sets.values().stream().anyMatch(set -> set.contains(id));
    }

    /** Whether an example of that id has features of a backbone. */
    boolean contains(String id, String backbone) {
        return sets.values().stream().anyMatch(set -> set.space().backbone().equals(backbone) && set.contains(id));
    }

    /** Whether an example of that very vector may be there. */
    boolean mayContain(FeatureSpace space, Features features) {
        TrainingSet set = sets.get(space);
        return set != null && set.mayContain(features);
    }

    /** How many examples there are, each counted once. */
    long size() {
        return sets.values().stream().mapToLong(TrainingSet::size).sum() - inTwo;
    }

    /** How many examples have features of that backbone. */
    long size(String backbone) {
        return sets.values().stream().filter(set -> set.space().backbone().equals(backbone)).mapToLong(TrainingSet::size).sum();
    }

    /** Where the input of an example stands; null if that is not known, or there is none. */
    Position input(String id) {
        return inputs.get(id);
    }

    private Optional<LabeledFeatures> find(String id) {
        return views(id).findFirst();
    }

    /** An example as it is kept. */
    Optional<KeptExample> kept(String id) {
        List<LabeledFeatures> views = views(id).toList();
        return views.isEmpty() ? Optional.empty()
                : Optional.of(new KeptExample(views.getFirst(), views.size() > 1 ? views.get(1) : null, inputs.get(id)));
    }

    private Stream<LabeledFeatures> views(String id) {
        return sets.values().stream().flatMap(set -> set.find(id).map(example -> labeled(set.space(), example)).stream());
    }

    /** Hands over every example with its id, in no order. */
    void forEach(BiConsumer<String, KeptExample> action) {
        for (TrainingSet set : sets.values()) {
            for (Example example : set.examples()) {
                KeptExample kept = kept(example.id()).orElseThrow();
                if (kept.example().space().equals(set.space())) {
                    action.accept(example.id(), kept);
                }
            }
        }
    }

    private LabeledFeatures labeled(FeatureSpace space, Example example) {
        return new LabeledFeatures(incarnation, space, example.target(), example.weight(), example.attributes(), example.features());
    }
}
