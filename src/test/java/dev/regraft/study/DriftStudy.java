package dev.regraft.study;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Target;
import dev.regraft.quality.DriftMonitor;
import dev.regraft.quality.DriftReference;
import dev.regraft.quality.DriftWindow;
import dev.regraft.train.Hints;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.TrainingSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Drift on CLINC150: false alarms on inputs that stay what they are, and how long others take to be noticed.
 *
 * <p>References are made of examples of the training part; served are the validation and test parts, 7,500 queries, drawn with replacement.
 */
final class DriftStudy {

    private static final int WINDOW = 100;
    private static final int STREAMS = 20;
    private static final int LENGTH = 10_000;

    private final List<Clinc.Query> training = Clinc.part("train");
    private final List<Clinc.Query> served = new ArrayList<>(Clinc.part("validation"));
    private final List<Clinc.Query> outOfScope = Clinc.part("out-of-scope-test");

    private final Map<String, Known> made = new HashMap<>();

    private DriftStudy() throws IOException {
        served.addAll(Clinc.part("test"));
    }

    /** What a stream of inputs led to: the inputs at which alarms were raised, and the windows within one. */
    private record Outcome(List<Integer> alarms, int windows, int drifting, double novelShare) {

        /** The first alarm after so many inputs, counted from there; −1 if there is none. */
        int after(int inputs) {
            return alarms.stream().filter(at -> at > inputs).map(at -> at - inputs).findFirst().orElse(-1);
        }
    }

    /** Inputs come so far apart. */
    private static Outcome watch(Known known, IntFunction<Clinc.Query> stream, int length, Duration apart) {
        DriftMonitor monitor = new DriftMonitor();
        List<Integer> alarms = new ArrayList<>();
        Set<Features> window = new LinkedHashSet<>();
        int novel = 0;
        int judged = 0;
        Instant from = Instant.EPOCH;
        boolean before = false;
        int windows = 0;
        int drifting = 0;
        long novels = 0;
        for (int i = 0; i < length; i++) {
            Features input = stream.apply(i).features();
            Boolean isNovel = window.add(input) ? known.head().predict(input).novel() : null;
            judged += isNovel == null ? 0 : 1;
            novel += Boolean.TRUE.equals(isNovel) ? 1 : 0;
            if (window.size() == WINDOW) {
                Instant to = Instant.EPOCH.plus(apart.multipliedBy(i + 1));
                boolean now = monitor.look(new DriftWindow(List.copyOf(window), from, to, null, judged, novel), known.reference()).drifting();
                if (now && !before) {
                    alarms.add(i + 1);
                }
                windows++;
                drifting += now ? 1 : 0;
                before = now;
                from = to;
                window.clear();
                novels += novel;
                novel = 0;
                judged = 0;
            }
        }
        return new Outcome(alarms, windows, drifting, (double) novels / (windows * WINDOW));
    }

    /** What is known of the training set: what served inputs are compared with, and a head. */
    private record Known(DriftReference reference, Head head) {
    }

    private Known known(int aLabel, long seed) {
        return made.computeIfAbsent(aLabel + "/" + seed, _ -> learn(aLabel, seed));
    }

    private Known learn(int aLabel, long seed) {
        List<Clinc.Query> shuffled = new ArrayList<>(training);
        Collections.shuffle(shuffled, new Random(seed));
        Map<String, Integer> taken = new HashMap<>();
        List<Features> examples = new ArrayList<>();
        TrainingSet set = new TrainingSet(Clinc.space());
        for (Clinc.Query query : shuffled) {
            if (taken.merge(query.label(), 1, Integer::sum) <= aLabel) {
                examples.add(query.features());
                set.put("t" + examples.size(), new Target.Label(query.label()), 1, query.features());
            }
        }
        try {
            Head head = new LdaLearner().prepare(set, Hints.NONE).learn().orElseThrow().head();
            return new Known(DriftReference.of(Clinc.space(), examples).orElseThrow(), head);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Clinc.Query any(List<Clinc.Query> queries, Random random) {
        return queries.get(random.nextInt(queries.size()));
    }

    private void stationary(int aLabel, Duration apart) {
        int alarms = 0;
        int windows = 0;
        double novel = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            Outcome outcome = watch(known(aLabel, seed), _ -> any(served, random), LENGTH, apart);
            alarms += outcome.alarms().size();
            windows += outcome.windows();
            novel += outcome.novelShare();
        }
        System.out.printf("stationary, %d a label, an input every %s: %d alarms in %d windows of %d streams, %.1f %% novel%n", aLabel, apart,
                alarms, windows, STREAMS, 100 * novel / STREAMS);
    }

    private void switched(int aLabel, Duration apart) {
        List<Integer> delays = new ArrayList<>();
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            int at = 1_000 + random.nextInt(WINDOW);
            Outcome outcome = watch(known(aLabel, seed), i -> any(i < at ? served : outOfScope, random), at + 400, apart);
            delays.add(outcome.after(at));
        }
        Collections.sort(delays);
        System.out.printf("out of scope from one input to the next, %d a label, an input every %s: noticed after %s%n", aLabel, apart, delays);
    }

    /** From none to all out of scope over 5,000 inputs. */
    private void gradual(Duration apart) {
        List<String> shares = new ArrayList<>();
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            Outcome outcome = watch(known(50, seed), i -> any(random.nextInt(5_000) < i ? outOfScope : served, random), 5_000, apart);
            shares.add(outcome.alarms().isEmpty() ? "never" : outcome.alarms().getFirst() / 50 + " %");
        }
        System.out.println("share of inputs out of scope rising from 0 to 100 % over 5,000: noticed at " + shares);
    }

    private void mixed(double share, Duration apart) {
        List<Integer> delays = new ArrayList<>();
        int drifting = 0;
        int windows = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            Outcome outcome = watch(known(50, seed), _ -> any(random.nextDouble() < share ? outOfScope : served, random), 5_000, apart);
            delays.add(outcome.after(0));
            windows += outcome.windows();
            drifting += outcome.drifting();
        }
        Collections.sort(delays);
        System.out.printf("%.0f %% out of scope: noticed after %s; %d of %d windows within an alarm%n", 100 * share, delays, drifting, windows);
    }

    /** Half of the inputs from so many intents, instead of all alike. */
    private void priors(int intents, Duration apart) {
        List<Integer> delays = new ArrayList<>();
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            List<String> labels = new ArrayList<>(training.stream().map(Clinc.Query::label).distinct().sorted().toList());
            Collections.shuffle(labels, random);
            Set<String> frequent = Set.copyOf(labels.subList(0, intents));
            List<Clinc.Query> those = served.stream().filter(query -> frequent.contains(query.label())).toList();
            delays.add(watch(known(50, seed), _ -> any(random.nextBoolean() ? those : served, random), 5_000, apart).after(0));
        }
        delays.sort(Comparator.naturalOrder());
        System.out.printf("half of the inputs from %d of 150 intents: noticed after %s (-1: not in 5,000)%n", intents, delays);
    }

    /** One client repeats its text 1,000 times, alone and among others. */
    private void repeated(Duration apart) {
        int alone = 0;
        int among = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            Clinc.Query one = any(served, random);
            Known known = known(50, seed);
            alone += watch(known, i -> i >= 1_000 && i < 2_000 ? one : any(served, random), 5_000, apart).alarms().size();
            among += watch(known, i -> i >= 1_000 && i < 3_000 && i % 2 == 0 ? one : any(served, random), 5_000, apart).alarms().size();
        }
        System.out.printf("one text 1,000 times: %d alarms alone, %d among others%n", alone, among);
    }

    /** @param args for how many examples a label; without any, everything */
    public static void main(String[] args) throws IOException {
        DriftStudy study = new DriftStudy();
        if (args.length > 0) {
            study.sizes(Stream.of(args).map(Integer::valueOf).toList(), Duration.ofMillis(100));
            return;
        }
        long start = System.nanoTime();
        DriftReference reference = study.known(50, 0).reference();
        System.out.printf("reference of %d examples: %d characters, with its head %.0f ms%n", reference.examples(),
                reference.mean().length() + reference.eigenvalues().length(), (System.nanoTime() - start) / 1e6);
        for (Duration apart : List.of(Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofSeconds(30))) {
            study.stationary(50, apart);
            study.switched(50, apart);
        }
        Duration apart = Duration.ofMillis(100);
        study.gradual(apart);
        for (double share : List.of(0.1, 0.25, 0.5, 0.75)) {
            study.mixed(share, apart);
        }
        for (int intents : List.of(1, 5, 15, 50)) {
            study.priors(intents, apart);
        }
        study.repeated(apart);
        study.sizes(List.of(1, 5, 100), apart);
    }

    private void sizes(List<Integer> aLabels, Duration apart) {
        for (int aLabel : aLabels) {
            stationary(aLabel, apart);
            switched(aLabel, apart);
        }
    }
}
