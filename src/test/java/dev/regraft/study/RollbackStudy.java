package dev.regraft.study;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.Order;
import dev.regraft.quality.Gate;
import dev.regraft.streams.FlippedBurst;
import dev.regraft.streams.GaussianPool;
import dev.regraft.streams.LabeledStream;
import dev.regraft.streams.Mix;
import dev.regraft.streams.SimulatedTask;
import dev.regraft.streams.StreamRun;
import dev.regraft.streams.StreamedExample;
import dev.regraft.streams.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long a head answers that should not: one that an operator put live, learned from fewer examples; and one that the gate let through
 * because an example was relabeled in the midst of a burst of flips. Argument: seeds. Synthetic inputs, batches of ten.
 */
final class RollbackStudy {

    private static final int AT = 300;
    private static final int LENGTH = 900;
    private static final int BATCH = 10;

    private RollbackStudy() {
    }

    public static void main(String[] args) {
        int seeds = Integer.parseInt(args[0]);
        GaussianPool pool = GaussianPool.of(10, 32, 1.5, 100, 1);
        for (int version : List.of(1, 2, 4, 8)) {
            print("operator promotes head " + version + " at " + AT, runs(pool, seeds, version));
        }
        print("gate promotes at a relabel after a burst", burst(pool, seeds));
    }

    private static List<Trace> runs(GaussianPool pool, int seeds, int version) {
        List<Trace> traces = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            LabeledStream stream = LabeledStream.of(pool, Mix.even(), LENGTH, seed);
            traces.add(new StreamRun(stream, BATCH, BATCH, seed).of(new SimulatedTask(pool.space(), Gate.DEFAULT, "lda"), (seen, task) -> {
                if (seen == AT) {
                    task.order(new Order.Promote(version));
                }
            }));
        }
        return traces;
    }

    /** A hundred examples that are all flipped; then the newest head goes live, as an old example comes again with another label. */
    private static List<Trace> burst(GaussianPool pool, int seeds) {
        List<Trace> traces = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            LabeledStream stream = LabeledStream.of(pool, Mix.even(), LENGTH, seed,
                    new FlippedBurst(AT - 100, 100, 1, new FlippedBurst.Toward.OneEach()));
            StreamedExample old = stream.examples().getFirst();
            traces.add(new StreamRun(stream, BATCH, BATCH, seed).of(new SimulatedTask(pool.space(), Gate.DEFAULT, "lda"), (seen, task) -> {
                if (seen == AT - BATCH) {
                    task.learn(new StreamedExample(old.id(), old.features(), pool.labels().getLast(), old.truth(), old.attributes()));
                }
            }));
        }
        return traces;
    }

    /** Whether another head went live, and no operator wanted it. */
    private static boolean isByItself(HistoryEntry entry) {
        return entry.event() != HistoryEntry.Event.HOLD && !entry.reason().startsWith("ordered");
    }

    private static void print(String what, List<Trace> traces) {
        List<Integer> swaps = new ArrayList<>();
        double before = 0;
        double after = 0;
        double end = 0;
        int back = 0;
        for (Trace trace : traces) {
            before += trace.at(AT - 110).served();
            after += trace.prequential(AT, AT + BATCH);
            end += trace.at(LENGTH).served();
            Trace.Decision first = trace.decisions().stream().filter(d -> d.seen() > AT && isByItself(d.entry())).findFirst().orElse(null);
            if (trace == traces.getFirst() && first != null) {
                System.out.println("  " + first.seen() + " " + first.entry().event() + " " + first.entry().reason());
            }
            swaps.add(first == null ? LENGTH : first.seen() - AT);
            back += first != null && first.entry().event() == HistoryEntry.Event.ROLLBACK ? 1 : 0;
        }
        Collections.sort(swaps);
        System.out.printf(Locale.ROOT, "%-45s before %.1f, first ten answers %.1f, end %.1f; replaced after %d examples (median of %s), "
                + "by rollback %d of %d%n", what, 100 * before / traces.size(), 100 * after / traces.size(), 100 * end / traces.size(),
                swaps.get(swaps.size() / 2), swaps, back, traces.size());
    }
}
