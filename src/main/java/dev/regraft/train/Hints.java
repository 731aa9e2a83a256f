package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the words of labels say: for each label that was declared, the vector of its description, or of its name. Weak examples that count as much
 * as they prove right. Immutable.
 *
 * @param vectors by label
 */
public record Hints(SortedMap<String, Features> vectors) {

    /** Nothing is known of any label but its examples. */
    public static final Hints NONE = new Hints(new TreeMap<>());

    public Hints {
        vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
    }
}
