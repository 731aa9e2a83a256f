package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much the words of labels count: π, the probability that they mean something, by how often the nearest hint names a label of an
 * example.
 *
 * <p>The odds are 4 to 1 before any example. If the words mean nothing, each of m examples is a hit with the probability p of a guess,
 * 1/C for C hints and examples of one label; if they mean something, with one that is uniform on (p, 1]. Of h hits this makes the Bayes
 * factor
 * <pre>∫_p^1 q^h (1 − q)^(m−h) dq / (1 − p) / (p^h (1 − p)^(m−h))
 *     = Σ_{i=0}^{h} (m+1 over i) p^i (1 − p)^(m+1−i) / ((m + 1) (m over h) p^h (1 − p)^(m−h+1)),</pre>
 * since the incomplete beta function of whole numbers is a sum of binomial terms.
 *
 * @param hits how many examples the nearest hint is right of, at most {@code asked}
 * @param asked how many examples were asked: those that have a label with a hint
 * @param guess the mean probability of a hit by guessing, in (0, 1]
 */
record HintEvidence(int hits, int asked, double guess) {

    private static final double PRIOR_ODDS = 4;
    /** What the hint of a label without examples weighs at least, in 1/64: it is all that is known of the label. */
    private static final int LEAST_ALONE64 = Example.WEIGHT_ONE / 4;

    /** Asks the examples of a sample. */
    static HintEvidence of(Hints hints, List<Example> sample) {
        List<String> labels = List.copyOf(hints.vectors().keySet());
        Nearest nearest = Nearest.of(List.copyOf(hints.vectors().values()));
        int hits = 0;
        int asked = 0;
        long guessed = 0;
        for (Example example : sample) {
            Target target = example.target();
            long right = target.labels().stream().filter(hints.vectors()::containsKey).count();
            if (right > 0) {
                asked++;
                guessed += right;
                hits += target.labels().contains(labels.get(nearest.to(example.features()))) ? 1 : 0;
            }
        }
        return new HintEvidence(hits, asked, asked == 0 ? 1 : (double) guessed / asked / labels.size());
    }

    /**
     * Finds the nearest hint, by |h|² − 2 hᵀ x in integers that doubles hold.
     *
     * @param squares |h|², C
     * @param columns −2 h, d × C
     */
    private record Nearest(double[] squares, double[][] columns) {

        static Nearest of(List<Features> hints) {
            double[] squares = new double[hints.size()];
            double[][] columns = new double[hints.isEmpty() ? 0 : hints.getFirst().dimension()][squares.length];
            for (int k = 0; k < squares.length; k++) {
                for (int j = 0; j < columns.length; j++) {
                    double value = hints.get(k).fixedPoint(j);
                    squares[k] += value * value;
                    columns[j][k] = -2 * value;
                }
            }
            return new Nearest(squares, columns);
        }

        /** Of equally near ones the first. */
        int to(Features x) {
            double[] values = new double[columns.length];
            x.toIntegers(values, 0);
            double[] distances = squares.clone();
            Axpy.add(distances, columns, values, values.length, 0, distances.length);
            int nearest = 0;
            for (int k = 1; k < distances.length; k++) {
                nearest = distances[k] < distances[nearest] ? k : nearest;
            }
            return nearest;
        }
    }

    /** π, the probability that the words mean something, in [0, 1]. */
    double probability() {
        return 1 / (1 + StrictMath.exp(-logBayesFactor()) / PRIOR_ODDS);
    }

    private double logBayesFactor() {
        if (guess >= 1) {
            return 0;
        }
        double logHit = StrictMath.log(guess);
        double logMiss = StrictMath.log1p(-guess);
        double logChoices = 0;
        double logTerm = (asked + 1) * logMiss;
        double logSum = logTerm;
        for (int i = 1; i <= hits; i++) {
            logChoices += StrictMath.log((double) (asked + 1 - i) / i);
            logTerm += StrictMath.log((double) (asked + 2 - i) / i) + logHit - logMiss;
            logSum = logOfSum(logSum, logTerm);
        }
        return logSum - StrictMath.log(asked + 1) - logChoices - hits * logHit - (asked - hits + 1) * logMiss;
    }

    /** ln(e^a + e^b). */
    private static double logOfSum(double a, double b) {
        return Math.max(a, b) + StrictMath.log1p(StrictMath.exp(-Math.abs(a - b)));
    }

    /** The weight of a hint in 1/64: π if it is at least a half, else nothing. */
    private int weight64() {
        double probability = probability();
        return probability < 0.5 ? 0 : (int) Math.round(probability * Example.WEIGHT_ONE);
    }

    /**
     * The hints as weak examples, sorted by label; without those of no weight.
     *
     * <p>Where no label has an example each weighs 1. A label without examples keeps at least a quarter.
     *
     * @param sample examples of positive weight, which are asked
     * @param learned the labels that have examples of positive weight
     */
    static List<WeakExample> weakExamples(Hints hints, List<Example> sample, Set<String> learned) {
        int weight64 = learned.isEmpty() ? Example.WEIGHT_ONE : of(hints, sample).weight64();
        List<WeakExample> weak = new ArrayList<>();
        for (Map.Entry<String, Features> hint : hints.vectors().entrySet()) {
            int weight = learned.contains(hint.getKey()) ? weight64 : Math.max(weight64, LEAST_ALONE64);
            if (weight > 0) {
                weak.add(new WeakExample(hint.getKey(), weight, hint.getValue()));
            }
        }
        return List.copyOf(weak);
    }

    /** The hints as weak examples to a set. */
    static List<WeakExample> weakExamples(Hints hints, TrainingSet set) {
        if (hints.vectors().isEmpty()) {
            return List.of();
        }
        return weakExamples(hints, set.sample(), set.statistics().learnedLabels());
    }
}
