package dev.regraft.train;

import dev.regraft.head.Head;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Metrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Learns heads to which it is all the same how often a label comes with a value of some attributes: the mean of the heads that another learner
 * learns from balanced draws of the {@linkplain SliceGroups groups} (deep feature reweighting, Kirichenko, Izmailov and Wilson, ICLR 2023).
 *
 * <p>A learner of the examples as they come leans on whatever goes with a label: where nine letters in ten are complaints, the manners of a
 * letter make a complaint. Within a balanced draw they tell nothing.
 *
 * <p>Each draw also leaves a share of the examples out. What its head scores them gives the temperature and the measures of the mean, in which
 * examples count as they come; single heads are a little worse than their mean. Novelty is that of a head of all examples.
 *
 * @param balanced learns of each draw
 * @param plain learns of the examples as they come: what there would be without balancing
 * @param slices names of the attributes
 */
record BalancedLearner(Learner balanced, Learner plain, List<String> slices) implements Learner {

    /** Most examples that are scored, and most numbers that they are scored by. */
    private static final int HELD_OUT = 4_096;
    private static final int SCORES_LIMIT = 1 << 22;

    @Override
    public Algorithm algorithm() {
        return balanced.algorithm();
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        Lesson unbalanced = plain.prepare(set, hints);
        Kept kept = set.keep();
        return () -> {
            try (kept) {
                Optional<Fit> fit = unbalanced.learn();
                SliceGroups groups = new SliceGroups(kept, slices);
                return fit.isEmpty() || groups.size() == 0 ? fit : Optional.of(new Refits(kept, groups, hints, fit.get()).mean());
            }
        };
    }

    /** The heads of all draws. */
    private final class Refits {

        private final Kept kept;
        private final SliceGroups groups;
        private final Fit unbalanced;
        private final List<String> labels;
        /** How many examples each label has. */
        private final long[] examples;
        private final List<Head> heads = new ArrayList<>();

        private Refits(Kept kept, SliceGroups groups, Hints hints, Fit unbalanced) throws InterruptedException {
            this.kept = kept;
            this.groups = groups;
            this.unbalanced = unbalanced;
            this.labels = unbalanced.head().labels();
            this.examples = new long[labels.size()];
            for (int i = 0; i < kept.size(); i++) {
                if (kept.weight64(i) > 0) {
                    examples[label(i)]++;
                }
            }
            for (int refit = 0; refit < groups.refits(); refit++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                heads.add(balanced.prepare(groups.drawn(refit), hints).learn().orElseThrow().head());
            }
        }

        /** Index of the label of a kept example. */
        private int label(int i) {
            return Collections.binarySearch(labels, kept.target(i).labels().getFirst());
        }

        private Fit mean() {
            int asked = Math.min(HELD_OUT, SCORES_LIMIT / labels.size());
            List<SliceGroups.LeftOutOf> leftOut = groups.leftOut(asked);
            HeldOut heldOut = heldOut(leftOut);
            HeldOut.Judgement judgement = heldOut.size() == 0 ? null : heldOut.judge(1);
            float temperature = judgement == null ? 1 : (float) judgement.temperature();
            Head head = Head.meanOf(heads, algorithmWord(), temperature, unbalanced.head());
            List<String> ids = leftOut.stream().map(example -> kept.id(example.example())).toList();
            Supplier<LeftOut> found = () -> heldOut.leftOut(ids, labels, temperature);
            return new Fit(head, metrics(heldOut, judgement), reason(), Optional.of(found), unbalanced.leftOut(),
                    Optional.empty());
        }

        /** Each example scored by the head that was learned without it: ln p, which is its score at its temperature but for a constant. */
        private HeldOut heldOut(List<SliceGroups.LeftOutOf> leftOut) {
            float[] scores = new float[leftOut.size() * labels.size()];
            int[] given = new int[leftOut.size()];
            double[] weights = new double[given.length];
            for (int i = 0; i < given.length; i++) {
                int place = leftOut.get(i).example();
                Example example = kept.example(place);
                float[] probabilities = heads.get(leftOut.get(i).refit()).predict(example.features()).numbers();
                for (int k = 0; k < probabilities.length; k++) {
                    scores[i * probabilities.length + k] = (float) StrictMath.log(Math.max(Float.MIN_VALUE, probabilities[k]));
                }
                given[i] = label(place);
                weights[i] = leftOut.get(i).factor() * example.weight();
            }
            return new HeldOut(scores, given, weights, singletons());
        }

        private Metrics metrics(HeldOut heldOut, HeldOut.Judgement judgement) {
            String note = Assessment.note(heldOut.size(), examples);
            if (heldOut.size() < Assessment.FROM) {
                return Metrics.ofLabels(null, null, null, null, note);
            }
            Metrics.Interval interval = Assessment.interval(judgement.accuracy(), Assessment.effectiveSize(heldOut.weights()));
            return Metrics.ofLabels(judgement.accuracy(), interval, judgement.logLoss(), judgement.calibrationError(), note);
        }

        /** Weight of the examples that are the only ones of their label. */
        private double singletons() {
            double weight64 = 0;
            for (int i = 0; i < kept.size(); i++) {
                weight64 += kept.weight64(i) > 0 && examples[label(i)] == 1 ? kept.weight64(i) : 0;
            }
            return weight64 / Example.WEIGHT_ONE;
        }

        /** That of all refits; where they differ, or are a mean of two themselves, it is called by the slower one. */
        private String algorithmWord() {
            TreeSet<String> words = new TreeSet<>(heads.stream().map(Head::algorithm).toList());
            return words.size() == 1 ? words.first() : Algorithm.LOGISTIC.word();
        }

        private String reason() {
            return String.format(Locale.ROOT, "%s: mean of %d heads, each of %d examples of every one of %d groups by label and %s",
                    algorithmWord(), heads.size(), groups.common(), groups.size(), String.join(", ", slices));
        }
    }
}
