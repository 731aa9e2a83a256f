package dev.regraft.train;

import dev.regraft.head.LeftOut;
import dev.regraft.onnx.LogisticKernel;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Examples that were held out of learning, and what heads that did not know them score them. Means are by weight.
 *
 * @param scores m × C, row-major
 * @param labels index of each one's true label, m
 * @param weights m, positive
 * @param singletonWeight weight of the examples that cannot be held out, in the share in which others were: none but they have their label
 */
record HeldOut(float[] scores, int[] labels, double[] weights, double singletonWeight) {

    private static final int BLOCK = 512;
    private static final int BINS = 15;

    /** Mean loss and its first two derivatives by β; the loss and confidence of each example, m. */
    private record Losses(double mean, double slope, double curvature, double[] each, double[] confidences) {

        ScoredExamples.Loss loss() {
            return new ScoredExamples.Loss(mean, slope, curvature);
        }
    }

    /**
     * How good the scores are at their best temperature.
     *
     * @param losses −ln p(label) of each example, in nats, m
     * @param logLoss their mean
     * @param accuracy share of examples whose own label has the best score; singletons count as wrong
     * @param calibrationError expected calibration error, as in {@link ScoredExamples}
     */
    record Judgement(double temperature, double[] losses, double logLoss, double accuracy, double calibrationError)
            implements CalibratedLoss {
    }

    int size() {
        return labels.length;
    }

    /** The same examples, scored by the sum of these scores and others, each at its own temperature. */
    HeldOut plus(Judgement judgement, HeldOut others, Judgement othersJudgement) {
        float[] sums = new float[scores.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (float) (scores[i] / judgement.temperature() + others.scores[i] / othersJudgement.temperature());
        }
        return new HeldOut(sums, labels, weights, singletonWeight);
    }

    int classes() {
        return scores.length / labels.length;
    }

    /** The same for those who compare algorithms. */
    ScoredExamples scored() {
        int classes = classes();
        double[][] rows = new double[size()][classes];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < classes; k++) {
                rows[i][k] = scores[i * classes + k];
            }
        }
        return new ScoredExamples(rows, labels, weights);
    }

    /** What heads of that temperature make of them. */
    LeftOut leftOut(List<String> ids, List<String> labelNames, double temperature) {
        return scored().leftOut(ids, labelNames, temperature);
    }

    /**
     * Finds the temperature as {@link Calibration} does, in single precision by ONNX Runtime: thousands of examples of hundreds of labels take
     * milliseconds.
     *
     * @param start where to begin, and the result if there are fewer than 8 examples
     */
    Judgement judge(double start) {
        int[] best = new int[size()];
        int[] rivals = new int[size()];
        rank(best, rivals);
        Search search = new Search(best, rivals);
        double beta = size() < Calibration.FIT_FROM ? 1 / start : search.bestInverse(1 / start);
        Losses losses = search.losses(beta, 0);
        double correct = 0;
        double total = 0;
        for (int i = 0; i < size(); i++) {
            correct += best[i] == labels[i] ? weights[i] : 0;
            total += weights[i];
        }
        return new Judgement(1 / beta, losses.each(), losses.mean(), correct / (total + singletonWeight),
                calibrationError(losses.confidences(), best, total));
    }

    private void rank(int[] best, int[] rivals) {
        int classes = classes();
        for (int i = 0; i < best.length; i++) {
            int first = 0;
            int rival = labels[i] == 0 ? 1 : 0;
            for (int k = 0; k < classes; k++) {
                float score = scores[i * classes + k];
                first = score > scores[i * classes + first] ? k : first;
                rival = k != labels[i] && score > scores[i * classes + rival] ? k : rival;
            }
            best[i] = first;
            rivals[i] = rival;
        }
    }

    private double calibrationError(double[] confidences, int[] best, double total) {
        double[] gaps = new double[BINS];
        for (int i = 0; i < best.length; i++) {
            int bin = Math.min(BINS - 1, (int) (confidences[i] * BINS));
            gaps[bin] += weights[i] * (confidences[i] - (best[i] == labels[i] ? 1 : 0));
        }
        double error = 0;
        for (double gap : gaps) {
            error += Math.abs(gap);
        }
        return error / total;
    }

    /** The search for 1/T. */
    private final class Search {

        private final int[] best;
        private final int[] rivals;
        private final int classes = classes();
        private final int block = Math.min(BLOCK, size());
        private final FloatBuffer scale = LogisticKernel.room(1);
        private final FloatBuffer z = LogisticKernel.room(block * classes);
        private final FloatBuffer softmax = LogisticKernel.room(block * classes);
        private final float[] p = new float[block * classes];

        private Search(int[] best, int[] rivals) {
            this.best = best;
            this.rivals = rivals;
        }

        private double bestInverse(double start) {
            double smoothing = Calibration.smoothing(size());
            return Calibration.bestInverse(inverse -> losses(inverse, smoothing).loss(), start);
        }

        private Losses losses(double beta, double smoothing) {
            double[] each = new double[size()];
            double[] confidences = new double[size()];
            double[] sums = new double[4];
            scale.put(0, (float) beta);
            for (int from = 0; from < size(); from += block) {
                int rows = Math.min(block, size() - from);
                z.put(0, scores, from * classes, rows * classes);
                LogisticKernel.softmax(z, scale, rows, classes, softmax);
                softmax.get(0, p, 0, rows * classes);
                for (int i = from; i < from + rows; i++) {
                    add(i, (i - from) * classes, (float) beta, smoothing, each, confidences, sums);
                }
            }
            return new Losses(sums[0] / sums[3], sums[1] / sums[3], sums[2] / sums[3], each, confidences);
        }

        private void add(int i, int start, float beta, double smoothing, double[] each, double[] confidences, double[] sums) {
            float top = scores[i * classes + best[i]];
            double mean = 0;
            double square = 0;
            for (int k = 0; k < classes; k++) {
                float below = scores[i * classes + k] - top;
                float share = p[start + k] * below;
                mean += share;
                square += share * below;
            }
            double target = (1 - smoothing) * (scores[i * classes + labels[i]] - top)
                    + smoothing * (scores[i * classes + rivals[i]] - top);
            confidences[i] = Math.min(1, p[start + best[i]]);
            each[i] = -Math.log(confidences[i]) - beta * target;
            sums[0] += weights[i] * each[i];
            sums[1] += weights[i] * (mean - target);
            sums[2] += weights[i] * (square - mean * mean);
            sums[3] += weights[i];
        }
    }
}
