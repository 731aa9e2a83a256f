package dev.regraft.train;

import dev.regraft.head.Kind;
import java.util.List;

/**
 * How a task's heads are to be learned.
 *
 * @param kind of question
 * @param algorithm that suits it
 * @param balance of labels with more and with fewer examples
 * @param expansion how many random features a head is learned from in place of the features themselves, in [1, 8192]; 0 for none,
 *     {@link #BY_EVIDENCE} if that is to be found out
 * @param slices names of the attributes by whose values heads are measured, and balanced if the balance is of these
 */
public record HeadSettings(Kind kind, Algorithm algorithm, Balance balance, int expansion, List<String> slices) {

    /** Random features are used where they prove better. */
    public static final int BY_EVIDENCE = -1;

    /** What a task has that says nothing of its heads. */
    public static final HeadSettings DEFAULT = new HeadSettings(Kind.SINGLE_LABEL, Algorithm.AUTO, Balance.AUTO, BY_EVIDENCE);

    /** Those of a task without slices. */
    public HeadSettings(Kind kind, Algorithm algorithm, Balance balance, int expansion) {
        this(kind, algorithm, balance, expansion, List.of());
    }

    public HeadSettings {
        slices = List.copyOf(slices);
        if (!algorithm.suits(kind)) {
            throw new IllegalArgumentException("algorithm must suit " + kind.word() + ": " + algorithm.word());
        }
        if (balance == Balance.SLICES && kind != Kind.SINGLE_LABEL) {
            throw new IllegalArgumentException("balance slices must be of a single-label task: " + kind.word());
        }
        if (balance == Balance.SLICES && slices.isEmpty()) {
            throw new IllegalArgumentException("balance slices must have slices: 0");
        }
    }

    /** The same but for these. */
    HeadSettings with(Balance otherBalance, int otherExpansion) {
        return new HeadSettings(kind, algorithm, otherBalance, otherExpansion, slices);
    }
}
