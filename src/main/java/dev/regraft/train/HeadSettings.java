package dev.regraft.train;

import dev.regraft.head.Kind;

/**
 * How a task's heads are to be learned.
 *
 * @param kind of question
 * @param algorithm that suits it
 * @param balance of labels with more and with fewer examples
 * @param expansion how many random features a head is learned from in place of the features themselves, in [1, 8192]; 0 for none,
 *     {@link #BY_EVIDENCE} if that is to be found out
 */
public record HeadSettings(Kind kind, Algorithm algorithm, Balance balance, int expansion) {

    /** Random features are used where they prove better. */
    public static final int BY_EVIDENCE = -1;

    /** What a task has that says nothing of its heads. */
    public static final HeadSettings DEFAULT = new HeadSettings(Kind.SINGLE_LABEL, Algorithm.AUTO, Balance.AUTO, BY_EVIDENCE);

    public HeadSettings {
        if (!algorithm.suits(kind)) {
            throw new IllegalArgumentException("algorithm must suit " + kind.word() + ": " + algorithm.word());
        }
    }
}
