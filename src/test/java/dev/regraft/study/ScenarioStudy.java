package dev.regraft.study;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.quality.Gate;
import dev.regraft.streams.Concept;
import dev.regraft.streams.Delayed;
import dev.regraft.streams.Disturbance;
import dev.regraft.streams.Drift;
import dev.regraft.streams.Duplicates;
import dev.regraft.streams.FlippedBurst;
import dev.regraft.streams.GaussianPool;
import dev.regraft.streams.LabeledStream;
import dev.regraft.streams.Mix;
import dev.regraft.streams.Pool;
import dev.regraft.streams.SimulatedTask;
import dev.regraft.streams.Sorted;
import dev.regraft.streams.StreamRun;
import dev.regraft.streams.Trace;
import dev.regraft.streams.WrongExampleRepeated;
import dev.regraft.streams.WrongRelabels;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What guarding costs and what it saves, in one world after the other. Arguments: {@code clinc} or {@code gaussian}, seeds, names of
 * scenarios (all if there are none). Something happens at example 500 of 1,000; the columns are of what comes after, averaged over seeds.
 */
final class ScenarioStudy {

    private static final int AT = 500;
    private static final int LENGTH = 1_000;
    private static final int MOST = 50;
    private static final double POINT = 0.01;

    private ScenarioStudy() {
    }

    /** A world: which labels come, and what befalls them. */
    private record Scenario(Mix mix, List<Disturbance> disturbances) {

        static Scenario of(Mix mix, Disturbance... disturbances) {
            return new Scenario(mix, List.of(disturbances));
        }
    }

    private static Map<String, Scenario> scenarios(Pool pool) {
        List<String> labels = pool.labels();
        Concept names = Concept.ofLabels(labels, labels.size() / 4);
        Concept looks = Concept.ofInputs(pool.space().dimension(), 45, 1);
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("stationary", Scenario.of(Mix.even()));
        scenarios.put("imbalance", Scenario.of(Mix.imbalanced(labels.size(), 3)));
        scenarios.put("new-label", Scenario.of(Mix.even().withNewLabels(labels.size() - 1, AT)));
        scenarios.put("abrupt-labels", Scenario.of(Mix.even(), Drift.abrupt(AT, names)));
        scenarios.put("abrupt-inputs", Scenario.of(Mix.even(), Drift.abrupt(AT, looks)));
        scenarios.put("gradual-labels", Scenario.of(Mix.even(), Drift.gradual(AT, 250, names)));
        scenarios.put("gradual-inputs", Scenario.of(Mix.even(), Drift.gradual(AT, 250, looks)));
        scenarios.put("burst-any", Scenario.of(Mix.even(), new FlippedBurst(AT, 250, 0.2, new FlippedBurst.Toward.Any())));
        scenarios.put("burst-one-each", Scenario.of(Mix.even(), new FlippedBurst(AT, 250, 0.2, new FlippedBurst.Toward.OneEach())));
        scenarios.put("burst-half", Scenario.of(Mix.even(), new FlippedBurst(AT, 250, 0.5, new FlippedBurst.Toward.OneEach())));
        scenarios.put("wrong-relabels", Scenario.of(Mix.even(), new WrongRelabels(AT, 250, 0.2)));
        scenarios.put("only-wrong-relabels", Scenario.of(Mix.even(), new WrongRelabels(AT, 250, 1)));
        scenarios.put("one-wrong-50-times", Scenario.of(Mix.even(), new WrongExampleRepeated(AT, 50)));
        scenarios.put("duplicates", Scenario.of(Mix.even(), new Duplicates(0.5)));
        scenarios.put("sorted-by-label", Scenario.of(Mix.even(), new Sorted(AT, Sorted.By.LABEL)));
        scenarios.put("sorted-from-start", Scenario.of(Mix.even(), new Sorted(0, Sorted.By.LABEL)));
        scenarios.put("hardest-first", Scenario.of(Mix.even(), new Sorted(0, Sorted.By.HARDEST_FIRST)));
        scenarios.put("easiest-first", Scenario.of(Mix.even(), new Sorted(0, Sorted.By.EASIEST_FIRST)));
        scenarios.put("delayed", Scenario.of(Mix.even(), new Delayed(200)));
        return scenarios;
    }

    public static void main(String[] args) throws IOException {
        Pool pool = args[0].equals("clinc") ? ClincPool.of(Integer.getInteger("study.intents", 20), 30)
                : GaussianPool.of(10, 32, 1.5, 100, 1);
        int seeds = Integer.parseInt(args[1]);
        Set<String> wanted = Set.of(Arrays.copyOfRange(args, 2, args.length));
        String algorithm = System.getProperty("study.algorithm", "lda");
        System.out.println(args[0] + ", " + pool.labels().size() + " labels, " + algorithm + ", " + seeds + " seeds");
        System.out.printf("%-19s %-9s %7s %7s %7s %7s %7s | %6s %6s | %7s %6s | %5s %5s %5s %5s%n", "scenario", "mode", "before",
                "lowest", "mean", "end", "preq.", "gap", "maxgap", "recov.", "lag", "prom.", "hold", "back", "bad");
        for (var scenario : scenarios(pool).entrySet()) {
            if (wanted.isEmpty() || wanted.contains(scenario.getKey())) {
                run(pool, scenario.getKey(), scenario.getValue(), seeds, algorithm);
            }
        }
    }

    private static void run(Pool pool, String name, Scenario scenario, int seeds, String algorithm) {
        Map<Gate.Mode, Trace[]> traces = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            LabeledStream stream = LabeledStream.of(pool, scenario.mix(), LENGTH, seed,
                    scenario.disturbances().toArray(Disturbance[]::new));
            StreamRun run = new StreamRun(stream, 1, MOST, seed);
            for (Gate.Mode mode : List.of(Gate.Mode.IMMEDIATE, Gate.Mode.GUARDED)) {
                SimulatedTask task = new SimulatedTask(pool.space(), new Gate(mode, 0.01, 0.05), algorithm);
                traces.computeIfAbsent(mode, _ -> new Trace[seeds])[seed - 1] = run.of(task);
            }
        }
        traces.forEach((mode, all) -> print(name, mode.name().toLowerCase(Locale.ROOT), all));
    }

    private static void print(String name, String mode, Trace[] traces) {
        System.out.printf(Locale.ROOT, "%-19s %-9s %7.1f %7.1f %7.1f %7.1f %7.1f | %6.1f %6.1f | %7.0f %6.0f | %5.1f %5.1f %5.1f %5.1f%n",
                name, mode, mean(traces, trace -> 100 * trace.at(AT).served()),
                mean(traces, trace -> 100 * after(trace).mapToDouble(Trace.Moment::served).min().orElseThrow()),
                mean(traces, trace -> 100 * after(trace).mapToDouble(Trace.Moment::served).average().orElseThrow()),
                mean(traces, trace -> 100 * trace.at(LENGTH).served()),
                mean(traces, trace -> 100 * trace.prequential(AT, LENGTH)),
                mean(traces, trace -> 100 * after(trace).mapToDouble(ScenarioStudy::gap).average().orElseThrow()),
                mean(traces, trace -> 100 * after(trace).mapToDouble(ScenarioStudy::gap).max().orElseThrow()),
                mean(traces, ScenarioStudy::recovery),
                mean(traces, trace -> after(trace).mapToDouble(Trace.Moment::lag).average().orElseThrow()),
                mean(traces, trace -> trace.count(HistoryEntry.Event.PROMOTION, AT, LENGTH)),
                mean(traces, trace -> trace.count(HistoryEntry.Event.HOLD, AT, LENGTH)),
                mean(traces, trace -> trace.count(HistoryEntry.Event.ROLLBACK, AT, LENGTH)),
                mean(traces, ScenarioStudy::badSwaps));
    }

    private static Stream<Trace.Moment> after(Trace trace) {
        return trace.between(AT, LENGTH).stream();
    }

    /** By how much the newest head is better than the one that is served. */
    private static double gap(Trace.Moment moment) {
        return moment.newest() - moment.served();
    }

    /** How many examples after the change it takes until what is served stays within two points of what the newest head is in the end. */
    private static double recovery(Trace trace) {
        double wanted = trace.at(LENGTH).newest() - 2 * POINT;
        int last = AT;
        for (Trace.Moment moment : trace.between(AT, LENGTH)) {
            last = moment.served() < wanted ? moment.seen() : last;
        }
        return last - AT;
    }

    /** How often what is served got worse by more than a point because another head went live. */
    private static double badSwaps(Trace trace) {
        Set<Integer> swaps = Set.copyOf(trace.decisions().stream().filter(decision -> decision.entry().event() != HistoryEntry.Event.HOLD)
                .map(Trace.Decision::seen).toList());
        int bad = 0;
        double before = 0;
        for (Trace.Moment moment : trace.moments()) {
            bad += moment.seen() > AT && swaps.contains(moment.seen()) && moment.served() < before - POINT ? 1 : 0;
            before = moment.served();
        }
        return bad;
    }

    private static double mean(Trace[] traces, ToDoubleFunction<Trace> figure) {
        return Arrays.stream(traces).mapToDouble(figure).average().orElseThrow();
    }
}
