package dev.regraft.graft;

import dev.regraft.quality.Evidence;
import java.util.Objects;

/**
 * What has come to be known since the present head went live. Immutable.
 *
 * @param candidate how the candidates in turn, each the newest at its time, did against the live head, since the last was rejected
 * @param rejections how many were
 * @param previous how the live head did against the one before it; null if that is not to come back by itself
 * @param corrected whether an example that was learned has been relabeled or deleted
 * @param chosen whether the live head was chosen by an operator, or has come back
 */
public record Trial(Evidence candidate, int rejections, Evidence previous, boolean corrected, boolean chosen) {

    /** Nothing is known, and there is no head to go back to. */
    public static final Trial NONE = new Trial(Evidence.NONE, 0, null, false, false);

    /** Nothing is known of a head that was chosen. */
    static final Trial OF_CHOSEN = new Trial(Evidence.NONE, 0, null, false, true);

    /** Nothing is known of a head that the gate has put live in place of another. */
    static final Trial OF_SUCCESSOR = new Trial(Evidence.NONE, 0, Evidence.NONE, false, false);

    public Trial {
        Objects.requireNonNull(candidate, "candidate");
    }

    Trial withCandidate(Evidence evidence) {
        return new Trial(evidence, rejections, previous, corrected, chosen);
    }

    Trial withRejection() {
        return new Trial(Evidence.NONE, rejections + 1, previous, corrected, chosen);
    }

    Trial withPrevious(Evidence evidence) {
        return new Trial(candidate, rejections, evidence, corrected, chosen);
    }

    Trial withCorrection() {
        return new Trial(candidate, rejections, previous, true, chosen);
    }
}
