package dev.regraft.train;

/** The log loss of examples that were held out of learning, their scores calibrated. */
interface CalibratedLoss {

    /** Of each example, in nats, m. */
    double[] losses();

    /** Their mean by weight. */
    double logLoss();

    /**
     * Whether the mean loss is lower than another's of the same examples by more than so many standard errors of their differences.
     *
     * @param weights of the examples
     */
    default boolean isBetterThan(CalibratedLoss other, double[] weights, double errors) {
        double mean = other.logLoss() - logLoss();
        double square = 0;
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            double deviation = other.losses()[i] - losses()[i] - mean;
            square += weights[i] * weights[i] * deviation * deviation;
            total += weights[i];
        }
        return mean > errors * Math.sqrt(square) / total;
    }
}
