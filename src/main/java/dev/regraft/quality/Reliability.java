package dev.regraft.quality;

import dev.regraft.head.LeftOut;
import java.util.ArrayList;
import java.util.List;

/**
 * How honest the probabilities of heads are of examples that they did not know. Means are by weight.
 *
 * @param ece expected calibration error: mean distance of confidence and accuracy over the bins, in [0, 1]
 * @param bins 15 of equal width in the confidence, ascending, without those that hold no example
 */
public record Reliability(double ece, List<Bin> bins) {

    private static final int BINS = 15;

    /**
     * The examples of whose best label one is about equally sure.
     *
     * @param lower least confidence
     * @param upper greatest confidence
     * @param examples how many there are, at least 1
     * @param confidence the mean
     * @param accuracy share of right predictions
     */
    public record Bin(double lower, double upper, long examples, double confidence, double accuracy) {
    }

    public Reliability {
        bins = List.copyOf(bins);
    }

    /** @param leftOut at least one example */
    public static Reliability of(LeftOut leftOut) {
        long[] examples = new long[BINS];
        double[] weights = new double[BINS];
        double[] confidences = new double[BINS];
        double[] rights = new double[BINS];
        double total = 0;
        for (int i = 0; i < leftOut.size(); i++) {
            double confidence = leftOut.probabilities()[i][leftOut.best(i)];
            int bin = Math.min(BINS - 1, (int) (confidence * BINS));
            examples[bin]++;
            weights[bin] += leftOut.weights()[i];
            confidences[bin] += leftOut.weights()[i] * confidence;
            rights[bin] += leftOut.isRight(i) ? leftOut.weights()[i] : 0;
            total += leftOut.weights()[i];
        }
        double error = 0;
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (examples[bin] > 0) {
                error += Math.abs(confidences[bin] - rights[bin]);
                bins.add(new Bin((double) bin / BINS, (bin + 1.0) / BINS, examples[bin], confidences[bin] / weights[bin],
                        rights[bin] / weights[bin]));
            }
        }
        return new Reliability(error / total, bins);
    }
}
