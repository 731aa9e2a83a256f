package dev.regraft.train;

import java.util.function.DoubleFunction;

/**
 * The temperature T that makes scores into honest probabilities, softmax(scores / T), fitted on examples that were scored unseen (Guo, Pleiss, Sun
 * and Weinberger, ICML 2017).
 *
 * <p>Few examples may all be right, and then the likelihood alone would have T vanish. So, as Platt (1999) smooths his targets,
 * each of m examples is taken to belong with probability 1/(m + 2) to the best-scored of the other labels.
 *
 * @param temperature T, in [0.05, 1000]
 * @param logLoss mean of −ln p(label) at that temperature, in nats
 */
record Calibration(double temperature, double logLoss) {

    static final double LEAST_TEMPERATURE = 0.05;
    static final double GREATEST_TEMPERATURE = 1000;
    /** Fewest examples from which a temperature is fitted. */
    static final int FIT_FROM = 8;

    private static final int STEPS = 60;
    /** A Newton step this small, relatively, leaves an error of about its square. */
    private static final double PRECISION = 1e-4;

    /**
     * Minimises the smoothed log loss, which is convex in 1/T, by Newton's method within a bracket.
     *
     * @param start where to begin, and the result if there are fewer than 8 examples
     */
    static Calibration fit(ScoredExamples examples, double start) {
        double smoothing = smoothing(examples.size());
        double temperature = examples.size() < FIT_FROM ? start : 1 / bestInverse(inverse -> examples.loss(inverse, smoothing), 1 / start);
        return new Calibration(temperature, examples.loss(1 / temperature, 0).mean());
    }

    /** Probability that one of so many examples belongs to the best-scored of the other labels. */
    static double smoothing(int examples) {
        return 1.0 / (examples + 2);
    }

    /**
     * The 1/T of least loss, by Newton's method within a bracket.
     *
     * @param losses the loss and its derivatives at a 1/T, convex
     * @param start where to begin
     */
    static double bestInverse(DoubleFunction<ScoredExamples.Loss> losses, double start) {
        double low = 1 / GREATEST_TEMPERATURE;
        double high = 1 / LEAST_TEMPERATURE;
        double inverse = Math.clamp(start, low, high);
        for (int step = 0; step < STEPS; step++) {
            ScoredExamples.Loss loss = losses.apply(inverse);
            if (loss.slope() > 0) {
                high = inverse;
            } else {
                low = inverse;
            }
            double newton = inverse - loss.slope() / loss.curvature();
            double next = newton > low && newton < high ? newton : Math.sqrt(low * high);
            if (Math.abs(next - inverse) <= PRECISION * inverse) {
                return next;
            }
            inverse = next;
        }
        return inverse;
    }
}
