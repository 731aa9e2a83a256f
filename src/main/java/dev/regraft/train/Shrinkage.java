package dev.regraft.train;

/**
 * How a within-class scatter becomes a covariance: Σ̂ = (keep · S_W + ridge · I) / freedom.
 *
 * <p>keep = 1 − ε, ridge = (ε tr(S_W) + ν σ₀²) / d, freedom = n − C + ν. The last term of the ridge is one pseudo-example (ν = 1), spread in
 * all directions alike as far as the examples are spread (σ₀² = tr(S_T) / n): it makes a nearest-mean head of the first example of a
 * second label, and is soon outweighed.
 *
 * @param epsilon ε, in (0, 1]
 */
record Shrinkage(double epsilon, double keep, double ridge, double freedom) {

    private static final double PSEUDO_EXAMPLES = 1;

    static Shrinkage of(double epsilon, Scatter scatter) {
        double ridge = (epsilon * scatter.trace() + PSEUDO_EXAMPLES * scatter.variance()) / scatter.frame().dimension();
        return new Shrinkage(epsilon, 1 - epsilon, ridge, freedom(scatter, 0));
    }

    /** n − C + ν after so much weight is taken away; n − C counts as 0 where weights below 1 make it negative. */
    static double freedom(Scatter scatter, double takenAway) {
        return Math.max(0, scatter.total() - takenAway - scatter.counts().length) + PSEUDO_EXAMPLES;
    }
}
