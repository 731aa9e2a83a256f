package dev.regraft.graft;

import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Finds out about a training set what its {@link Report} says: made by the thread that writes the set, done by another.
 *
 * @param labels how many examples each has
 */
record Review(TaskDefinition definition, long examples, SortedMap<String, Long> labels, Instant at) implements Callable<Report> {

    /** @param set null if there is none */
    static Review of(TrainingSet set, TaskDefinition definition, Instant at) {
        return set == null ? new Review(definition, 0, new TreeMap<>(), at) : new Review(definition, set.size(), set.labelCounts(), at);
    }

    @Override
    public Report call() {
        return new Report(at, examples, Warnings.ofCounts(definition, labels), null);
    }
}
