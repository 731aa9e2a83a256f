package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Linear;
import dev.regraft.head.Metrics;
import dev.regraft.head.Novelty;
import dev.regraft.head.Output;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A logistic regression that tells one label of several, and how good it is on examples that were held out of it.
 *
 * @param labels C of them, sorted
 * @param ids of the examples held out, in the folds' order
 * @param examples of the kept ones, at each place of the folds' order
 * @param result what was found
 */
record LogisticStudy(FeatureSpace space, List<String> labels, List<String> ids, Folds folds, int[] examples, LogisticTask task,
        LogisticSearch.Result<HeldOut, HeldOut.Judgement> result) {

    /** From so many times as many examples of one label as of another on, balancing is tried. */
    private static final double UNEQUAL = 3;

    /**
     * Learns it.
     *
     * @param kept read by this thread and the crew
     * @param weak examples that are never held out
     * @return empty if there are fewer than two labels
     */
    static Optional<LogisticStudy> of(Kept kept, List<WeakExample> weak, Balance balance, Crew crew) throws InterruptedException {
        LabeledRows rows = LabeledRows.of(kept, weak);
        if (rows.labels().size() < 2) {
            return Optional.empty();
        }
        int[] members = new int[rows.labels().size()];
        weak.forEach(example -> members[rows.indexOf(example.label())]++);
        Folds folds = Folds.of(Arrays.stream(rows.examples()).map(i -> rows.labelsOf(i)[0]).toArray(), members);
        LabeledRows ordered = rows.in(folds.order());
        LogisticTask task = ordered.task(false);
        var result = search(task, folds, balance, crew);
        int heldOut = result.heldOut() == null ? 0 : result.heldOut().size();
        List<String> ids = Arrays.stream(ordered.examples()).limit(heldOut).mapToObj(kept::id).toList();
        return Optional.of(new LogisticStudy(kept.space(), rows.labels(), ids, folds, ordered.examples(), task, result));
    }

    /** Tells one label of several. */
    private record OneLabel(LogisticTask task, Folds folds, double[] weights)
            implements LogisticSearch.Scoring<HeldOut, HeldOut.Judgement> {

        @Override
        public HeldOut heldOut(float[] scores, int size) {
            int[] labels = new int[size];
            for (int i = 0; i < size; i++) {
                labels[i] = task.labels()[i][0];
            }
            double singletons = 0;
            for (int i = folds.usable(); i < weights.length; i++) {
                singletons += weights[i];
            }
            return new HeldOut(scores, labels, Arrays.copyOf(weights, size), singletons * size / folds.usable());
        }

        @Override
        public HeldOut.Judgement judge(HeldOut heldOut, HeldOut.Judgement best) {
            return heldOut.judge(best == null ? 1 : best.temperature());
        }
    }

    private static LogisticSearch.Result<HeldOut, HeldOut.Judgement> search(LogisticTask task, Folds folds, Balance balance, Crew crew)
            throws InterruptedException {
        double[] weights = task.firstWeights(folds.order().length);
        double[] counts = counts(task);
        OneLabel scoring = new OneLabel(task, folds, weights);
        var plain = balance == Balance.INVERSE_FREQUENCY ? null : new LogisticSearch<>(task, folds, weights, scoring, crew).find();
        if (balance == Balance.NONE || plain != null && (plain.judgement() == null || !unequal(counts))) {
            return plain;
        }
        LogisticTask balanced = new LogisticTask(task.design(), task.labels(), balanced(task, counts), task.classes(), task.many());
        var other = new LogisticSearch<>(balanced, folds, weights, scoring, crew).find();
        return plain == null || other.judgement().logLoss() < plain.judgement().logLoss() ? other : plain;
    }

    /** Weight of the rows of each label. */
    private static double[] counts(LogisticTask task) {
        double[] counts = new double[task.classes()];
        for (int row = 0; row < task.design().rows(); row++) {
            counts[task.labels()[row][0]] += task.weights()[row];
        }
        return counts;
    }

    private static boolean unequal(double[] counts) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double count : counts) {
            least = Math.min(least, count);
            most = Math.max(most, count);
        }
        return most >= UNEQUAL * least;
    }

    /** w_i n / (C n_k). */
    private static float[] balanced(LogisticTask task, double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        float[] weights = task.weights().clone();
        for (int row = 0; row < weights.length; row++) {
            weights[row] *= (float) (total / (counts.length * counts[task.labels()[row][0]]));
        }
        return weights;
    }

    /** How many examples were held out. */
    int heldOut() {
        return result.heldOut() == null ? 0 : result.heldOut().size();
    }

    /** The head. */
    Fit fit(Optional<Novelty> novelty, String reason) {
        float[][] linear = task.design().weightsAndBiases(result.weights());
        float temperature = result.judgement() == null ? 1 : (float) result.judgement().temperature();
        Output output = new Output.SingleLabel(labels, temperature);
        Head head = new Head(space, Algorithm.LOGISTIC.word(), output, Optional.empty(), new Linear(linear[0], linear[1]), novelty);
        return new Fit(head, result.judgement() == null ? metrics(null, null) : metrics(result.heldOut(), result.judgement()), reason,
                leftOut(result.heldOut(), result.judgement()));
    }

    /**
     * The head whose scores are the sum of this one's and a discriminant's, each at its own temperature.
     *
     * @param lda how good the discriminant is
     * @param heldOut what the sum scored
     */
    Fit fitMean(HeldOut.Judgement lda, CalibratedDiscriminant discriminant, HeldOut heldOut, HeldOut.Judgement judgement,
            Optional<Novelty> novelty, String reason) {
        float[][] own = task.design().weightsAndBiases(result.weights());
        Linear other = discriminant.discriminant().linear(discriminant.balance());
        Linear sum = new Linear(sum(own[0], result.judgement().temperature(), other.weights(), lda.temperature()),
                sum(own[1], result.judgement().temperature(), other.biases(), lda.temperature()));
        Output output = new Output.SingleLabel(labels, (float) judgement.temperature());
        Head head = new Head(space, Algorithm.LOGISTIC.word(), output, Optional.empty(), sum, novelty);
        return new Fit(head, metrics(heldOut, judgement), reason, leftOut(heldOut, judgement));
    }

    /**
     * What heads of these labels make of the examples held out.
     *
     * @param heldOut null if none were
     */
    Supplier<LeftOut> leftOut(HeldOut heldOut, HeldOut.Judgement judgement) {
        return heldOut == null ? () -> new LeftOut(List.of(), labels, new int[0], new double[0], new float[0][])
                : () -> heldOut.leftOut(ids, labels, judgement.temperature());
    }

    private static float[] sum(float[] a, double temperatureA, float[] b, double temperatureB) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (a[i] / temperatureA + b[i] / temperatureB);
        }
        return sum;
    }

    /**
     * How good a head of these labels is that scored the examples held out so.
     *
     * @param heldOut null if none were
     */
    Metrics metrics(HeldOut heldOut, HeldOut.Judgement judgement) {
        String note = Assessment.note(heldOut == null ? 0 : heldOut.size(), examplesOfLabels());
        if (heldOut == null || heldOut.size() < Assessment.FROM) {
            return Metrics.ofLabels(null, null, null, null, note);
        }
        Metrics.Interval interval = Assessment.interval(judgement.accuracy(), Assessment.effectiveSize(heldOut.weights()));
        return Metrics.ofLabels(judgement.accuracy(), interval, judgement.logLoss(), judgement.calibrationError(), note);
    }

    private long[] examplesOfLabels() {
        long[] counts = new long[labels.size()];
        for (int place = 0; place < examples.length; place++) {
            counts[task.labels()[place][0]]++;
        }
        return counts;
    }

    /** Why the head is as it is. */
    String reason() {
        return reason(result.strength(), heldOut(), folds);
    }

    /** @param heldOut how many examples the strength was found by */
    static String reason(double strength, int heldOut, Folds folds) {
        String found = String.format(Locale.ROOT, "logistic: C = %.3g", strength);
        return heldOut == 0 ? found + ", for too few examples can be held out to find a better one"
                : found + ", by " + heldOut + " examples held out in " + folds.ends().length + " folds";
    }
}
