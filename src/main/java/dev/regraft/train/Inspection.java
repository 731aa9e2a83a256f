package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Growth;
import dev.regraft.head.LeftOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A training set as it was at one moment, to be looked at in peace by one other thread. Examples of weight 0 are left aside.
 *
 * <p>Each example is left out by itself, exactly ({@link LeaveOneOut}), of the discriminant that suits the set best. On the way there the
 * statistics pass through an eighth, a quarter and a half of the set, in a fixed shuffle: discriminants of these are asked examples of the other
 * half.
 */
public final class Inspection implements AutoCloseable {

    /** Most examples that are left out: those of the smallest hashes. */
    private static final int MOST = 100_000;
    /** Most numbers that their probabilities may be. */
    private static final int MOST_PROBABILITIES = 1 << 24;
    /** So many examples are left out at first; they give the temperature. */
    private static final int CALIBRATED_BY = 2_048;
    private static final int LEAST_CHUNK = 1_024;
    private static final int MOST_CHUNK = 4_096;
    /** Examples between two looks at whether anybody still wants to know. */
    private static final int LOOK_EVERY = 256;
    private static final int[] PARTS = {8, 4, 2};
    private static final int ASKED_OF_PARTS = 2_000;
    /** A part with fewer examples a label says nothing of how accuracy grows. */
    private static final int LEAST_A_LABEL = 2;

    private final Kept kept;
    private final List<WeakExample> weak;
    private final Balance balance;
    private final List<Example> examples = new ArrayList<>();

    private Inspection(Kept kept, List<WeakExample> weak, Balance balance) {
        this.kept = kept;
        this.weak = weak;
        this.balance = balance;
    }

    /**
     * Takes the set as it is now. Called by the thread that writes it; all else is for the one that looks.
     *
     * @param hints what is known of labels without any example; of the set's space
     */
    public static Inspection of(TrainingSet set, Hints hints, Balance balance) {
        return new Inspection(set.keep(), HintEvidence.weakExamples(hints, set), balance);
    }

    /** The space of their vectors. */
    public FeatureSpace space() {
        return kept.space();
    }

    /** The examples, in the order of the hashes of their ids. Their vectors can be read until this is closed. */
    public List<Example> examples() {
        if (examples.isEmpty()) {
            for (int i = 0; i < kept.size(); i++) {
                if (kept.weight64(i) > 0) {
                    examples.add(kept.example(i));
                }
            }
        }
        return examples;
    }

    /**
     * Leaves the examples out; of one label each.
     *
     * @return empty where there are fewer than two labels to tell apart
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<LeftOutSet> leaveOut() throws InterruptedException {
        Statistics statistics = new Statistics(kept.space().dimension());
        List<Example> asked = examples().stream().skip(examples().size() / 2).limit(ASKED_OF_PARTS).toList();
        List<Long> sizes = new ArrayList<>();
        List<boolean[]> right = new ArrayList<>();
        int added = 0;
        for (int part : PARTS) {
            int size = examples().size() / part;
            add(statistics, added, size);
            added = size;
            if (size >= LEAST_A_LABEL * Math.max(1, statistics.learnedLabels().size()) && LabelMeans.atLeastTwo(statistics, weak)) {
                sizes.add((long) size);
                right.add(ask(best(statistics, size), asked));
            }
        }
        add(statistics, added, examples().size());
        if (!LabelMeans.atLeastTwo(statistics, weak)) {
            return Optional.empty();
        }
        CalibratedDiscriminant best = best(statistics, examples().size());
        sizes.add((long) examples().size());
        right.add(leaveOut(best, asked));
        Growth growth = new Growth(sizes.stream().mapToLong(size -> size).toArray(), right.toArray(boolean[][]::new),
                asked.stream().mapToDouble(Example::weight).toArray());
        return Optional.of(leaveOut(best, growth));
    }

    private void add(Statistics statistics, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            if (i % LOOK_EVERY == 0) {
                look();
            }
            statistics.add(examples().get(i));
        }
    }

    private static void look() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** @param size how many examples the statistics are of */
    private CalibratedDiscriminant best(Statistics statistics, int size) throws InterruptedException {
        look();
        Scatter scatter = Scatter.of(statistics, weak);
        List<Example> sample = examples().subList(0, Math.min(size, TrainingSet.SAMPLE_SIZE));
        return CalibratedDiscriminant.best(Discriminant.GRID, scatter, new LeaveOneOut(scatter, sample), balance);
    }

    /** Whether a discriminant is right of examples that it was learned without. */
    private static boolean[] ask(CalibratedDiscriminant best, List<Example> asked) throws InterruptedException {
        look();
        var linear = best.discriminant().linear(best.balance());
        List<String> labels = best.discriminant().scatter().labels();
        boolean[] right = new boolean[asked.size()];
        for (int i = 0; i < right.length; i++) {
            float[] scores = linear.of(asked.get(i).features());
            int first = 0;
            for (int k = 1; k < scores.length; k++) {
                first = scores[k] > scores[first] ? k : first;
            }
            right[i] = labels.get(first).equals(label(asked.get(i)));
        }
        return right;
    }

    /** Whether it is right of examples that it was learned with, were it learned without each. */
    private static boolean[] leaveOut(CalibratedDiscriminant best, List<Example> asked) throws InterruptedException {
        boolean[] right = new boolean[asked.size()];
        int[] usable = usable(best, asked);
        ScoredExamples scored = scored(best, Arrays.stream(usable).mapToObj(asked::get).toList());
        for (int i = 0; i < usable.length; i++) {
            right[usable[i]] = scored.best(i) == scored.labels()[i];
        }
        return right;
    }

    /** Where in the list the examples are that others of their label remain without. */
    private static int[] usable(CalibratedDiscriminant best, List<Example> some) {
        LabelMeans classes = best.discriminant().scatter().classes();
        int[] places = new int[some.size()];
        int count = 0;
        for (int i = 0; i < places.length; i++) {
            if (classes.counts()[classes.indexOf(label(some.get(i)))] > some.get(i).weight()) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    private static String label(Example example) {
        return example.target().labels().getFirst();
    }

    private static ScoredExamples scored(CalibratedDiscriminant best, List<Example> some) throws InterruptedException {
        look();
        Scatter scatter = best.discriminant().scatter();
        double epsilon = best.discriminant().shrinkage().epsilon();
        return Discriminant.of(epsilon, scatter, new LeaveOneOut(scatter, some)).scored(best.balance());
    }

    private LeftOutSet leaveOut(CalibratedDiscriminant best, Growth growth) throws InterruptedException {
        List<String> labels = best.discriminant().scatter().labels();
        int most = Math.min(Math.min(MOST, MOST_PROBABILITIES / labels.size()), examples().size());
        List<Example> looked = examples().subList(0, most);
        List<Example> some = Arrays.stream(usable(best, looked)).mapToObj(looked::get).toList();
        double single = weight(looked) - weight(some);
        int[] given = new int[some.size()];
        float[][] probabilities = new float[some.size()][];
        double temperature = 1;
        int chunk = Math.clamp(2 * labels.size(), LEAST_CHUNK, MOST_CHUNK);
        for (int from = 0; from < given.length;) {
            int to = Math.min(given.length, from + (from == 0 ? CALIBRATED_BY : chunk));
            ScoredExamples scored = scored(best, some.subList(from, to));
            temperature = from == 0 ? Calibration.fit(scored, best.calibration().temperature()).temperature() : temperature;
            for (int i = from; i < to; i++) {
                given[i] = scored.labels()[i - from];
                probabilities[i] = softmax(scored.scores()[i - from], temperature);
            }
            from = to;
        }
        double[] weights = some.stream().mapToDouble(Example::weight).toArray();
        return new LeftOutSet(new LeftOut(some.stream().map(Example::id).toList(), labels, given, weights, probabilities), some, single, growth);
    }

    private static double weight(List<Example> some) {
        return some.stream().mapToDouble(Example::weight).sum();
    }

    private static float[] softmax(double[] scores, double temperature) {
        double best = Arrays.stream(scores).max().orElseThrow();
        double sum = 0;
        double[] exponentials = new double[scores.length];
        for (int k = 0; k < scores.length; k++) {
            exponentials[k] = StrictMath.exp((scores[k] - best) / temperature);
            sum += exponentials[k];
        }
        float[] probabilities = new float[scores.length];
        for (int k = 0; k < scores.length; k++) {
            probabilities[k] = (float) (exponentials[k] / sum);
        }
        return probabilities;
    }

    @Override
    public void close() {
        kept.close();
    }
}
