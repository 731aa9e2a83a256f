package dev.regraft.graft;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be kept in mind of a training set, in plain words. */
final class Warnings {

    /** A label with fewer examples is little known. */
    private static final int WELL_KNOWN_FROM = 5;
    /** Labels that are named at most. */
    private static final int NAMED = 10;

    private Warnings() {
    }

    /**
     * Of labels with few examples, declared ones without any among them.
     *
     * @param labels how many examples each has
     */
    static List<String> ofCounts(TaskDefinition definition, Map<String, Long> labels) {
        Set<String> all = new LinkedHashSet<>();
        definition.labels().forEach(declared -> all.add(declared.label()));
        all.addAll(labels.keySet());
        List<String> few = all.stream().filter(label -> labels.getOrDefault(label, 0L) < WELL_KNOWN_FROM)
                .map(label -> label + " (" + labels.getOrDefault(label, 0L) + ")").toList();
        List<String> warnings = new ArrayList<>();
        if (!few.isEmpty()) {
            warnings.add(few.size() + " of " + all.size() + " labels have fewer than " + WELL_KNOWN_FROM + " examples: " + some(few));
        }
        return warnings;
    }

    private static String some(List<String> names) {
        String some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? some + " and " + (names.size() - NAMED) + " more" : some;
    }
}
