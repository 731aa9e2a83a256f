package dev.regraft.head;

/**
 * How good a head is, as far as its training set tells. Null where there are too few examples to say, or where the number makes no sense for
 * the kind of task.
 *
 * <p>All but the prequential one are of predictions of examples by heads that were trained without them: each by itself, or one fold of
 * them at a time.
 *
 * @param looAccuracy share of examples whose label, or whose every label, is predicted, in [0, 1]
 * @param looInterval where that share lies with 95 % confidence in examples to come
 * @param prequentialAccuracy share of examples that the head live at their time predicted before they were learned, in [0, 1]
 * @param logLoss mean of −ln p of what is true, calibrated, in nats
 * @param ece expected calibration error over 15 bins, in [0, 1]
 * @param microF1 of several labels, harmonic mean of precision and recall over all examples and labels, in [0, 1]
 * @param rmse of numbers, root of the mean squared error
 * @param rSquared of numbers, share of their variance that is explained, at most 1
 * @param note what is to be kept in mind; null if nothing
 * @param worstSlice value of one of the task's slice attributes at which the head is worst; null if there are none
 */
public record Metrics(Double looAccuracy, Interval looInterval, Double prequentialAccuracy, Double logLoss, Double ece, Double microF1,
        Double rmse, Double rSquared, String note, WorstSlice worstSlice) {

    /** Nothing is known. */
    public static final Metrics NONE = new Metrics(null, null, null, null, null, null, null, null, null);

    /** Of a head of which it is not asked where it is worst. */
    public Metrics(Double looAccuracy, Interval looInterval, Double prequentialAccuracy, Double logLoss, Double ece, Double microF1,
            Double rmse, Double rSquared, String note) {
        this(looAccuracy, looInterval, prequentialAccuracy, logLoss, ece, microF1, rmse, rSquared, note, null);
    }

    /**
     * The examples at which a head is worst, of those that have one value of one attribute.
     *
     * @param value null of those that lack the attribute
     * @param accuracy share of right predictions of them by heads that did not know them, in [0, 1]; for a task that balances its slices
     *     every label counts as much as another there
     * @param examples how many were asked
     */
    public record WorstSlice(String attribute, String value, double accuracy, long examples) {
    }

    /** From here to there. */
    public record Interval(double lower, double upper) {

        /** The two-sided 95 % quantile of the normal distribution. */
        private static final double Z = 1.959963984540054;

        /** Where a share lies with 95 % confidence that was found of so many (Wilson, 1927). */
        public static Interval ofShare(double share, double size) {
            return ofShare(share, size, Z);
        }

        /** The same with another confidence, told as the two-sided quantile z of the normal distribution. */
        public static Interval ofShare(double share, double size, double z) {
            double square = z * z / size;
            double middle = (share + square / 2) / (1 + square);
            double half = z / (1 + square) * Math.sqrt(share * (1 - share) / size + square / (4 * size));
            return new Interval(Math.max(0, Math.min(share, middle - half)), Math.min(1, Math.max(share, middle + half)));
        }
    }

    /** Of labels, where the share of right predictions was estimated. */
    public static Metrics ofLabels(Double looAccuracy, Interval looInterval, Double logLoss, Double ece, String note) {
        return new Metrics(looAccuracy, looInterval, null, logLoss, ece, null, null, null, note);
    }

    /** With the prequential accuracy of the task. */
    public Metrics withPrequential(Double accuracy) {
        return new Metrics(looAccuracy, looInterval, accuracy, logLoss, ece, microF1, rmse, rSquared, note, worstSlice);
    }

    /** With the slice at which the head is worst. */
    public Metrics withWorstSlice(WorstSlice worst) {
        return new Metrics(looAccuracy, looInterval, prequentialAccuracy, logLoss, ece, microF1, rmse, rSquared, note, worst);
    }
}
