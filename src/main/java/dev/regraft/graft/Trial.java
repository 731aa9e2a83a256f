package dev.regraft.graft;

import dev.regraft.quality.Evidence;
import dev.regraft.quality.Gate.Circumstance;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has come to be known since the present head went live. Immutable.
 *
 * @param candidate how the candidates in turn, each the newest at its time, did against the live head, since the last was rejected
 * @param rejections how many were
 * @param previous how the live head did against the one before it; null if that is not to come back by itself
 * @param circumstances that the gate has to know of
 * @param young labels that had few examples when the head went live, and how many
 */
public record Trial(Evidence candidate, int rejections, Evidence previous, Set<Circumstance> circumstances, SortedMap<String, Long> young) {

    /** Nothing is known, and there is no head to go back to. */
    public static final Trial NONE = new Trial(Evidence.NONE, 0, null, Set.of(), new TreeMap<>());

    /** A label with fewer examples is young. */
    private static final long GROWN_FROM = 4;

    public Trial {
        Objects.requireNonNull(candidate, "candidate");
        circumstances = Set.copyOf(circumstances);
        young = Collections.unmodifiableSortedMap(new TreeMap<>(young));
    }

    /**
     * Nothing is known of a head that goes live.
     *
     * @param labels how many examples each has
     */
    static Trial begun(Map<String, Long> labels) {
        SortedMap<String, Long> young = new TreeMap<>(labels);
        young.values().removeIf(examples -> examples >= GROWN_FROM);
        return new Trial(Evidence.NONE, 0, null, Set.of(), young);
    }

    /** The head before the live one may come back. */
    Trial withPredecessor() {
        return withPrevious(Evidence.NONE);
    }

    Trial withCandidate(Evidence evidence) {
        return new Trial(evidence, rejections, previous, circumstances, young);
    }

    /** The candidates to come are tried anew. */
    Trial anew(int rejections) {
        return new Trial(Evidence.NONE, rejections, previous, circumstances, young);
    }

    Trial withPrevious(Evidence evidence) {
        return new Trial(candidate, rejections, evidence, circumstances, young);
    }

    Trial with(Circumstance circumstance) {
        Set<Circumstance> more = EnumSet.of(circumstance);
        more.addAll(circumstances);
        return new Trial(candidate, rejections, previous, more, young);
    }
}
