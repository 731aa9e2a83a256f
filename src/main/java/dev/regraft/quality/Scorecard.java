package dev.regraft.quality;

/**
 * Prequential accuracy: each new example is predicted by the live head before it is learned, and the answer is scored.
 * Immutable.
 *
 * @param seen how many examples were predicted before they were learned
 * @param right how many of those predictions named the example's label
 */
public record Scorecard(long seen, long right) {

    /** Nothing scored yet. */
    public static final Scorecard EMPTY = new Scorecard(0, 0);

    public Scorecard {
        if (right < 0 || right > seen) {
            throw new IllegalArgumentException("right must be in [0, " + seen + "]: " + right);
        }
    }

    /** With one more prediction scored. */
    public Scorecard plus(boolean correct) {
        return new Scorecard(seen + 1, right + (correct ? 1 : 0));
    }

    /** Share of right predictions, in [0, 1]; null before the first. */
    public Double accuracy() {
        return seen == 0 ? null : (double) right / seen;
    }
}
