package dev.regraft.train;

import dev.regraft.head.LeftOut;
import java.util.List;

/**
 * Examples that were scored by a head that did not know them, and their true labels. Means are by weight.
 *
 * @param scores m × C, C at least 2
 * @param labels index of each one's true label, m
 * @param weights m, positive
 */
record ScoredExamples(double[][] scores, int[] labels, double[] weights) {

    private static final int BINS = 15;
    /** What lies so far below the best adds less to a sum of exponentials than its rounding. */
    private static final double NEGLIGIBLE = -40;

    /** A mean loss, and its first two derivatives by β. */
    record Loss(double mean, double slope, double curvature) {
    }

    int size() {
        return labels.length;
    }

    /**
     * The mean of −ln softmax(β scores)[label].
     *
     * @param smoothing probability that the truth is not the label but the best-scored of the others
     */
    Loss loss(double beta, double smoothing) {
        double mean = 0;
        double slope = 0;
        double curvature = 0;
        for (int i = 0; i < labels.length; i++) {
            double best = scores[i][best(i)];
            double target = (1 - smoothing) * (scores[i][labels[i]] - best) + smoothing * (rival(i) - best);
            Moments moments = moments(scores[i], best, beta);
            mean += weights[i] * (StrictMath.log(moments.sum()) - beta * target);
            slope += weights[i] * (moments.mean() - target);
            curvature += weights[i] * moments.variance();
        }
        double weight = weight();
        return new Loss(mean / weight, slope / weight, curvature / weight);
    }

    /** Sum of exponentials of β times scores below the best; mean and variance of those scores under their softmax. */
    private record Moments(double sum, double mean, double variance) {
    }

    private static Moments moments(double[] scores, double best, double beta) {
        double sum = 0;
        double first = 0;
        double second = 0;
        for (double score : scores) {
            double below = score - best;
            if (beta * below > NEGLIGIBLE) {
                double e = StrictMath.exp(beta * below);
                sum += e;
                first += e * below;
                second += e * below * below;
            }
        }
        double mean = first / sum;
        return new Moments(sum, mean, second / sum - mean * mean);
    }

    /** Weight of all examples. */
    double weight() {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        return total;
    }

    /** Weight of the examples whose own label has the best score. */
    double correctWeight() {
        double correct = 0;
        for (int i = 0; i < labels.length; i++) {
            if (isRight(i)) {
                correct += weights[i];
            }
        }
        return correct;
    }

    /** Whether an example's own label has the best score. */
    boolean isRight(int i) {
        return best(i) == labels[i];
    }

    /** Expected calibration error: mean distance of confidence and accuracy over 15 bins of equal width in the best label's confidence. */
    double expectedCalibrationError(double temperature) {
        double[] gaps = new double[BINS];
        for (int i = 0; i < labels.length; i++) {
            int best = best(i);
            double confidence = 1 / moments(scores[i], scores[i][best], 1 / temperature).sum();
            int bin = Math.min(BINS - 1, (int) (confidence * BINS));
            gaps[bin] += weights[i] * (confidence - (best == labels[i] ? 1 : 0));
        }
        double error = 0;
        for (double gap : gaps) {
            error += Math.abs(gap);
        }
        return error / weight();
    }

    /** What heads of that temperature make of them. */
    LeftOut leftOut(List<String> ids, List<String> labelNames, double temperature) {
        float[][] probabilities = new float[size()][labelNames.size()];
        for (int i = 0; i < probabilities.length; i++) {
            double best = scores[i][best(i)];
            double sum = moments(scores[i], best, 1 / temperature).sum();
            for (int k = 0; k < scores[i].length; k++) {
                double exponent = (scores[i][k] - best) / temperature;
                probabilities[i][k] = exponent > NEGLIGIBLE ? (float) (StrictMath.exp(exponent) / sum) : 0;
            }
        }
        return new LeftOut(ids, labelNames, labels, weights, probabilities);
    }

    /** The label of the best score; of equal ones the first. */
    int best(int i) {
        int best = 0;
        for (int k = 1; k < scores[i].length; k++) {
            if (scores[i][k] > scores[i][best]) {
                best = k;
            }
        }
        return best;
    }

    /** The best score of a label that is not the example's own. */
    private double rival(int i) {
        double rival = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < scores[i].length; k++) {
            if (k != labels[i]) {
                rival = Math.max(rival, scores[i][k]);
            }
        }
        return rival;
    }
}
