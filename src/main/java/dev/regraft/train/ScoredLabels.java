package dev.regraft.train;

import dev.regraft.head.Metrics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples that may each have several labels, and were scored by heads that did not know them. Means are by weight.
 *
 * @param scores f, m × C
 * @param targets whether each has each label, 1 or −1, m × C
 * @param weights m, positive
 * @param count C
 */
record ScoredLabels(double[][] scores, double[][] targets, double[] weights, int count) {

    /** So many examples that have a label, and as many that have it not, calibrate its scores by themselves. */
    private static final int OWN_FROM = 8;
    /** Fewest examples from which anything is fitted. */
    private static final int FIT_FROM = 8;
    /** Most pairs of an example and a label that are asked for what labels share: those of the first examples. */
    private static final int SHARED_LIMIT = 1 << 20;
    /** For how many examples of the rarer kind the threshold one half counts. */
    private static final double THRESHOLD_PRIOR = 10;
    private static final double HALF = 0.5;
    private static final int BINS = 15;

    /**
     * How good the scores are, calibrated.
     *
     * @param platts that calibrate each label's scores, C
     * @param losses of each example the mean over labels of −ln p of having it or not, in nats, m
     * @param logLoss their mean
     */
    record Judgement(Platt[] platts, double[] losses, double logLoss) implements CalibratedLoss {
    }

    /** m. */
    int size() {
        return weights.length;
    }

    /**
     * What makes probabilities of each label's scores: its own, or one for all where there are too few examples with it or without it.
     *
     * @param usual without evidence
     */
    Platt[] platts(Platt usual) {
        Platt[] platts = new Platt[count];
        Platt shared = null;
        for (int k = 0; k < count; k++) {
            if (rarer(k) >= OWN_FROM) {
                platts[k] = Platt.fit(column(scores, k), column(targets, k), weights);
            } else {
                shared = shared == null ? shared(usual) : shared;
                platts[k] = shared;
            }
        }
        return platts;
    }

    private Platt shared(Platt usual) {
        if (scores.length < FIT_FROM) {
            return usual;
        }
        int asked = Math.clamp(SHARED_LIMIT / count, Math.min(FIT_FROM, scores.length), scores.length);
        double[] all = new double[asked * count];
        double[] has = new double[all.length];
        double[] each = new double[all.length];
        for (int i = 0; i < asked; i++) {
            System.arraycopy(scores[i], 0, all, i * count, count);
            System.arraycopy(targets[i], 0, has, i * count, count);
            Arrays.fill(each, i * count, (i + 1) * count, weights[i]);
        }
        return Platt.fit(all, has, each);
    }

    private static double[] column(double[][] rows, int k) {
        return Arrays.stream(rows).mapToDouble(row -> row[k]).toArray();
    }

    /** How many examples there are with a label, or without it if they are fewer. */
    private int rarer(int k) {
        int with = 0;
        for (double[] row : targets) {
            with += row[k] > 0 ? 1 : 0;
        }
        return Math.min(with, targets.length - with);
    }

    /** How good the scores are, calibrated so. */
    Judgement judge(Platt[] platts) {
        double[] losses = new double[size()];
        double sum = 0;
        double total = 0;
        for (int i = 0; i < losses.length; i++) {
            for (int k = 0; k < count; k++) {
                losses[i] += loss(platts[k].probability(scores[i][k]), targets[i][k] > 0) / count;
            }
            sum += weights[i] * losses[i];
            total += weights[i];
        }
        return new Judgement(platts, losses, sum / total);
    }

    private static double loss(double p, boolean has) {
        return -StrictMath.log(Math.max(has ? p : 1 - p, Double.MIN_NORMAL));
    }

    /** The probability of each label, m × C. */
    double[][] probabilities(Platt[] platts) {
        return Arrays.stream(scores)
                .map(row -> IntStream.range(0, row.length).mapToDouble(k -> platts[k].probability(row[k])).toArray())
                .toArray(double[][]::new);
    }

    /**
     * For each label the threshold t of greatest F1, shrunk to one half: (N t + 10 / 2) / (N + 10) with N examples that have it, or have
     * it not if they are fewer.
     */
    float[] thresholds(double[][] probabilities) {
        float[] thresholds = new float[count];
        for (int k = 0; k < count; k++) {
            int rarer = rarer(k);
            double best = rarer == 0 ? HALF : best(column(probabilities, k), column(targets, k));
            thresholds[k] = (float) ((rarer * best + THRESHOLD_PRIOR * HALF) / (rarer + THRESHOLD_PRIOR));
        }
        return thresholds;
    }

    /** The middle between the two probabilities that the threshold of greatest F1 parts. */
    private double best(double[] probabilities, double[] has) {
        int[] order = IntStream.range(0, has.length).boxed().sorted(Comparator.comparingDouble(i -> -probabilities[i]))
                .mapToInt(i -> i).toArray();
        double positive = IntStream.range(0, has.length).filter(i -> has[i] > 0).mapToDouble(i -> weights[i]).sum();
        double taken = 0;
        double right = 0;
        double best = 0;
        double threshold = HALF;
        for (int next = 0; next < order.length; next++) {
            double probability = probabilities[order[next]];
            double below = next + 1 < order.length ? probabilities[order[next + 1]] : 0;
            taken += weights[order[next]];
            right += has[order[next]] > 0 ? weights[order[next]] : 0;
            double f1 = 2 * right / (taken + positive);
            if (below < probability && f1 > best) {
                best = f1;
                threshold = (probability + below) / 2;
            }
        }
        return threshold;
    }

    /**
     * How good these predictions are. The thresholds were found of the same examples, so shares are a little too good where there are few.
     *
     * @param examples how many examples each label has
     */
    Metrics metrics(double[][] probabilities, float[] thresholds, long[] examples) {
        String note = Assessment.note(weights.length, examples);
        if (weights.length < Assessment.FROM) {
            return Metrics.ofLabels(null, null, null, null, note);
        }
        Tally tally = new Tally(new double[BINS]);
        for (int i = 0; i < weights.length; i++) {
            tally.add(weights[i], probabilities[i], thresholds, targets[i]);
        }
        double accuracy = tally.right / tally.weight;
        double pairs = tally.weight * thresholds.length;
        return new Metrics(accuracy, Assessment.interval(accuracy, Assessment.effectiveSize(weights)), null, tally.loss / pairs,
                Arrays.stream(tally.gaps).map(Math::abs).sum() / pairs, tally.microF1(), null, null, note);
    }

    /** Sums over examples. */
    private static final class Tally {

        private final double[] gaps;
        private double weight;
        /** Of examples with every label right. */
        private double right;
        private double loss;
        /** Of labels that are both predicted and true, and of both kinds together. */
        private double hits;
        private double named;

        Tally(double[] gaps) {
            this.gaps = gaps;
        }

        Double microF1() {
            return named == 0 ? null : 2 * hits / named;
        }

        void add(double exampleWeight, double[] probabilities, float[] thresholds, double[] targets) {
            boolean allRight = true;
            for (int k = 0; k < probabilities.length; k++) {
                double p = probabilities[k];
                boolean said = (float) p >= thresholds[k];
                boolean has = targets[k] > 0;
                allRight &= said == has;
                hits += said && has ? exampleWeight : 0;
                named += exampleWeight * ((said ? 1 : 0) + (has ? 1 : 0));
                loss += exampleWeight * loss(p, has);
                gaps[Math.min(BINS - 1, (int) (p * BINS))] += exampleWeight * (p - (has ? 1 : 0));
            }
            weight += exampleWeight;
            right += allRight ? exampleWeight : 0;
        }
    }
}
