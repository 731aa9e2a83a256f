package dev.regraft.chaos;

import dev.regraft.stream.LoggedFeature;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** The topic of features, folded by id: the newest record wins, a tombstone deletes. */
final class FeatureFold {

    private static final int NAMED = 5;

    private final Violations violations;
    private final Map<String, String> labels = new HashMap<>();
    private final Set<String> sources = new HashSet<>();

    FeatureFold(Violations violations) {
        this.violations = violations;
    }

    /** Takes the next record; what was sent once must not come out twice. */
    void add(LoggedFeature feature) {
        if (feature.label() == null) {
            labels.remove(feature.id());
        } else {
            labels.put(feature.id(), feature.label());
        }
        violations.require(sources.add(feature.source()), "an example was extracted twice", feature.id() + " of " + feature.source());
    }

    /** Exactly these examples must be left, with these labels. */
    void require(SortedMap<String, Event.Put> survivors) {
        requireNone("examples are lost", survivors.keySet(), labels.keySet());
        requireNone("examples are left that were deleted", labels.keySet(), survivors.keySet());
        survivors.forEach((id, put) -> violations.require(put.label().equals(labels.getOrDefault(id, put.label())),
                "an example has another label", id + " has " + labels.get(id) + ", not " + put.label()));
    }

    private void requireNone(String kind, Collection<String> of, Collection<String> but) {
        Set<String> found = new TreeSet<>(of);
        found.removeAll(but);
        violations.require(found.isEmpty(), kind, found.size() + ", such as " + found.stream().limit(NAMED).toList());
    }
}
