package dev.regraft.train;

import dev.regraft.head.Head;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Metrics;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A head, how good it is as far as its training set tells, and why it was learned as it was.
 *
 * @param reason in a phrase: {@code lda: closed form}
 * @param leftOut what heads learned as this one was make of examples that they did not know; empty unless it tells one label
 * @param unbalanced the same of heads whose groups of examples were not balanced; empty unless those of this one were
 * @param rival the other way to learn that it was tried against on the same examples, and found better than; empty if there was none
 */
public record Fit(Head head, Metrics metrics, String reason, Optional<Supplier<LeftOut>> leftOut, Optional<Supplier<LeftOut>> unbalanced,
        Optional<Rival> rival) {

    /**
     * Another way to learn.
     *
     * @param algorithm of its heads
     * @param leftOut what they make of examples that they did not know
     */
    public record Rival(String algorithm, Supplier<LeftOut> leftOut) {
    }

    /** Asks once: thousands of examples of hundreds of labels take a tenth of a second. For one thread at a time. */
    private static final class Once implements Supplier<LeftOut> {

        private final Supplier<LeftOut> asked;
        private LeftOut answer;

        private Once(Supplier<LeftOut> asked) {
            this.asked = asked;
        }

        @Override
        public LeftOut get() {
            answer = answer == null ? asked.get() : answer;
            return answer;
        }
    }

    public Fit {
        leftOut = leftOut.map(supplier -> supplier instanceof Once ? supplier : new Once(supplier));
        unbalanced = unbalanced.map(supplier -> supplier instanceof Once ? supplier : new Once(supplier));
    }

    /** One that does not tell one label. */
    Fit(Head head, Metrics metrics, String reason) {
        this(head, metrics, reason, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One whose groups were not balanced. */
    Fit(Head head, Metrics metrics, String reason, Supplier<LeftOut> leftOut) {
        this(head, metrics, reason, Optional.of(leftOut), Optional.empty(), Optional.empty());
    }

    /** The same, found good by other examples. */
    Fit by(Supplier<LeftOut> others) {
        return new Fit(head, metrics, reason, Optional.of(others), unbalanced, rival);
    }

    /** The same, found better than another. */
    Fit against(Rival other) {
        return new Fit(head, metrics, reason, leftOut, unbalanced, Optional.of(other));
    }

    /** The same with that slice told as the worst, and more of a reason. */
    public Fit with(Metrics.WorstSlice worst, String more) {
        return new Fit(head, metrics.withWorstSlice(worst), reason + more, leftOut, unbalanced, rival);
    }
}
