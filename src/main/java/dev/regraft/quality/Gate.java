package dev.regraft.quality;

/**
 * Decides whether a freshly trained head goes live.
 *
 * <p>In this version {@code guarded} promotes at once, as {@code immediate} does, and says so: the test that guards is not built
 * yet. {@code manual} never promotes by itself.
 *
 * @param mode how it decides
 * @param margin by how much accuracy a candidate may be worse, at most, under {@code guarded}; in [0, 1)
 * @param alpha probability of a false promotion under {@code guarded}; in (0, 1)
 */
public record Gate(Mode mode, double margin, double alpha) {

    /** What a task has that names no gate. */
    public static final Gate DEFAULT = new Gate(Mode.GUARDED, 0.01, 0.05);

    /** How a gate decides. */
    public enum Mode {
        /** By evidence from examples predicted before they were learned. */
        GUARDED,
        /** Every head goes live as soon as it is trained. */
        IMMEDIATE,
        /** Only an operator promotes. */
        MANUAL
    }

    /** What the gate says of a candidate. */
    public sealed interface Verdict {

        /** Why, in a phrase. */
        String reason();

        /** The candidate goes live. */
        record Promote(String reason) implements Verdict {
        }

        /** The live head stays. */
        record Hold(String reason) implements Verdict {
        }
    }

    public Gate {
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1): " + margin);
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be in (0, 1): " + alpha);
        }
    }

    /** Judges a candidate that was trained just now. */
    public Verdict judge() {
        return switch (mode) {
            case IMMEDIATE -> new Verdict.Promote("immediate: promoted as soon as it was trained");
            case GUARDED -> new Verdict.Promote("guarded: promoted as soon as it was trained, for this version has no test yet");
            case MANUAL -> new Verdict.Hold("manual: waits for an operator");
        };
    }
}
