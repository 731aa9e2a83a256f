package dev.regraft.graft;

import dev.regraft.quality.Evidence;
import dev.regraft.quality.Gate.Circumstance;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What has come to be known since the present head went live. Immutable.
 *
 * @param candidate how the candidates in turn, each the newest at its time, did against the live head, since the last was rejected
 * @param rejections how many were
 * @param previous how the live head did against the one before it; null if that is not to come back by itself
 * @param circumstances that the gate has to know of
 */
public record Trial(Evidence candidate, int rejections, Evidence previous, Set<Circumstance> circumstances) {

    /** Nothing is known, and there is no head to go back to. */
    public static final Trial NONE = new Trial(Evidence.NONE, 0, null, Set.of());

    /** Nothing is known of a head that was chosen. */
    static final Trial OF_CHOSEN = new Trial(Evidence.NONE, 0, null, Set.of(Circumstance.CHOSEN));

    /** Nothing is known of a head that the gate has put live in place of another. */
    static final Trial OF_SUCCESSOR = new Trial(Evidence.NONE, 0, Evidence.NONE, Set.of());

    public Trial {
        Objects.requireNonNull(candidate, "candidate");
        circumstances = Set.copyOf(circumstances);
    }

    Trial withCandidate(Evidence evidence) {
        return new Trial(evidence, rejections, previous, circumstances);
    }

    /** The candidates to come are tried anew. */
    Trial anew(int rejections) {
        return new Trial(Evidence.NONE, rejections, previous, circumstances);
    }

    Trial withPrevious(Evidence evidence) {
        return new Trial(candidate, rejections, evidence, circumstances);
    }

    Trial with(Circumstance circumstance) {
        Set<Circumstance> more = EnumSet.of(circumstance);
        more.addAll(circumstances);
        return new Trial(candidate, rejections, previous, more);
    }
}
