package dev.regraft.quality;

/**
 * An error that falls with the examples n as a + b n^−c.
 *
 * @param limit a, which no number of examples goes below, in [0, 1]
 * @param factor b, not negative
 * @param exponent c, not negative
 */
public record PowerLaw(double limit, double factor, double exponent) {

    /** Limits that are tried: in so many steps from 0 to the least error. */
    private static final int STEPS = 20;
    /** Where fits are equal the lesser limit is taken: it must do better by this share. */
    private static final double TIE = 1e-9;

    /**
     * The law of least squares, in units of the errors' standard errors: for each limit the logarithm of the rest is linear in ln n, weighed by
     * what is known of it.
     *
     * @param examples n of the points, ascending
     * @param errors of the points, in [0, 1]
     * @param size of how many examples the errors were found
     */
    static PowerLaw fit(long[] examples, double[] errors, double size) {
        double least = Double.POSITIVE_INFINITY;
        for (double error : errors) {
            least = Math.min(least, Math.max(error, 0.5 / size));
        }
        PowerLaw best = null;
        double bestLoss = Double.POSITIVE_INFINITY;
        for (int step = 0; step < STEPS; step++) {
            PowerLaw law = withLimit(least * step / STEPS, examples, errors, size);
            double loss = law.loss(examples, errors, size);
            if (loss < bestLoss * (1 - TIE)) {
                best = law;
                bestLoss = loss;
            }
        }
        return best;
    }

    private static PowerLaw withLimit(double limit, long[] examples, double[] errors, double size) {
        double weight = 0;
        double meanX = 0;
        double meanY = 0;
        double[] weights = new double[errors.length];
        double[] logs = new double[errors.length];
        for (int i = 0; i < errors.length; i++) {
            double error = Math.max(errors[i], 0.5 / size);
            weights[i] = (error - limit) * (error - limit) / variance(error, size);
            logs[i] = StrictMath.log(error - limit);
            weight += weights[i];
            meanX += weights[i] * StrictMath.log(examples[i]);
            meanY += weights[i] * logs[i];
        }
        meanX /= weight;
        meanY /= weight;
        double covariance = 0;
        double square = 0;
        for (int i = 0; i < errors.length; i++) {
            double x = StrictMath.log(examples[i]) - meanX;
            covariance += weights[i] * x * (logs[i] - meanY);
            square += weights[i] * x * x;
        }
        double exponent = Math.max(0, -covariance / square);
        return new PowerLaw(limit, StrictMath.exp(meanY + exponent * meanX), exponent);
    }

    private static double variance(double error, double size) {
        return (error * (1 - error) + 1 / size) / size;
    }

    private double loss(long[] examples, double[] errors, double size) {
        double loss = 0;
        for (int i = 0; i < errors.length; i++) {
            double difference = error(examples[i]) - errors[i];
            loss += difference * difference / variance(errors[i], size);
        }
        return loss;
    }

    /** The error of so many examples, in [0, 1]. */
    public double error(double examples) {
        return Math.min(1, limit + factor * StrictMath.pow(examples, -exponent));
    }
}
