package dev.regraft.train;

/**
 * The probability 1 / (1 + exp(−(slope · f + offset))) of having a label whose score is f (Platt, 1999; solved as by Lin, Lin and Weng,
 * Machine Learning 68, 2007).
 *
 * <p>Targets are smoothed: (N₊ + 1) / (N₊ + 2) for the N₊ examples that have the label, 1 / (N₋ + 2) for the others.
 *
 * @param slope not negative: scores that prove wrong have no say
 */
record Platt(double slope, double offset) {

    /** Without evidence, for predictions of targets 1 and −1: a prediction of 1 makes odds of e² to 1. */
    static final Platt DEFAULT = new Platt(2, 0);

    /** Scores as they are, for those of a logistic regression. */
    static final Platt IDENTITY = new Platt(1, 0);

    private static final int STEPS = 50;
    private static final int HALVINGS = 20;
    private static final double PRECISION = 1e-9;
    /** Added to the diagonal of the Hessian, relative to the weight. */
    private static final double DAMPING = 1e-12;

    /** The same for every score: odds of {@code has} to {@code hasNot}. */
    static Platt constant(double has, double hasNot) {
        return new Platt(0, StrictMath.log(has / hasNot));
    }

    /**
     * Minimises the smoothed log loss by Newton's method.
     *
     * @param scores f
     * @param has whether each has the label: 1 or −1
     * @param weights positive
     */
    static Platt fit(double[] scores, double[] has, double[] weights) {
        int positives = 0;
        for (double one : has) {
            positives += one > 0 ? 1 : 0;
        }
        int negatives = has.length - positives;
        double[] targets = new double[has.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = has[i] > 0 ? (positives + 1.0) / (positives + 2) : 1 / (negatives + 2.0);
        }
        Platt fitted = newton(scores, targets, weights, constant(positives + 1, negatives + 1));
        return fitted.slope > 0 ? fitted : constant(positives + 1, negatives + 1);
    }

    private static Platt newton(double[] scores, double[] targets, double[] weights, Platt start) {
        Platt best = start;
        double loss = best.loss(scores, targets, weights);
        for (int step = 0; step < STEPS; step++) {
            double[] d = best.direction(scores, targets, weights);
            double scale = 1;
            Platt next = new Platt(best.slope + d[0], best.offset + d[1]);
            double nextLoss = next.loss(scores, targets, weights);
            for (int half = 0; nextLoss > loss && half < HALVINGS; half++) {
                scale /= 2;
                next = new Platt(best.slope + scale * d[0], best.offset + scale * d[1]);
                nextLoss = next.loss(scores, targets, weights);
            }
            if (!(nextLoss < loss)) {
                return best;
            }
            boolean done = loss - nextLoss < PRECISION * loss;
            best = next;
            loss = nextLoss;
            if (done) {
                return best;
            }
        }
        return best;
    }

    private double loss(double[] scores, double[] targets, double[] weights) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            loss += weights[i] * crossEntropy(slope * scores[i] + offset, targets[i]);
        }
        return loss;
    }

    /** −t ln p − (1 − t) ln(1 − p) of p = 1 / (1 + e^−z). */
    static double crossEntropy(double z, double target) {
        return Math.max(z, 0) - target * z + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    /** −H⁻¹ g. */
    private double[] direction(double[] scores, double[] targets, double[] weights) {
        double weight = 0;
        double gradientSlope = 0;
        double gradientOffset = 0;
        double slopes = 0;
        double mixed = 0;
        double offsets = 0;
        for (int i = 0; i < scores.length; i++) {
            double p = probability(scores[i]);
            double gap = weights[i] * (p - targets[i]);
            double curvature = weights[i] * p * (1 - p);
            weight += weights[i];
            gradientSlope += gap * scores[i];
            gradientOffset += gap;
            slopes += curvature * scores[i] * scores[i];
            mixed += curvature * scores[i];
            offsets += curvature;
        }
        slopes += DAMPING * weight;
        offsets += DAMPING * weight;
        double determinant = slopes * offsets - mixed * mixed;
        return new double[] {-(offsets * gradientSlope - mixed * gradientOffset) / determinant,
            -(slopes * gradientOffset - mixed * gradientSlope) / determinant};
    }

    double probability(double score) {
        return 1 / (1 + StrictMath.exp(-(slope * score + offset)));
    }
}
