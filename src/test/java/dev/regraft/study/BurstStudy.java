package dev.regraft.study;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.quality.Gate;
import dev.regraft.streams.FlippedBurst;
import dev.regraft.streams.LabeledStream;
import dev.regraft.streams.Mix;
import dev.regraft.streams.Pool;
import dev.regraft.streams.SimulatedTask;
import dev.regraft.streams.StreamRun;
import dev.regraft.streams.Trace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a burst of 500 examples, some of them labeled wrongly, does to the accuracy that is served, on CLINC150: by how much the live head
 * ever falls below where it was just before the burst. Arguments: examples before the burst, share of flips, kind of flips
 * ({@code any}, {@code one-each}, or of how many labels), seeds, most examples in a batch.
 */
final class BurstStudy {

    private static final int LENGTH = 500;
    private static final int AFTER = 500;
    private static final int WINDOW = 200;

    private BurstStudy() {
    }

    public static void main(String[] args) throws IOException {
        int before = Integer.parseInt(args[0]);
        double share = Double.parseDouble(args[1]);
        FlippedBurst.Toward toward = toward(args[2]);
        int seeds = Integer.parseInt(args[3]);
        int most = Integer.parseInt(args[4]);
        Pool pool = ClincPool.of(Integer.getInteger("study.intents", 150), Integer.getInteger("study.test", 30));
        String algorithm = System.getProperty("study.algorithm", "lda");
        List<Gate.Mode> modes = Stream
                .of(System.getProperty("study.modes", "IMMEDIATE,GUARDED").split(",")).map(Gate.Mode::valueOf).toList();
        System.out.printf("%d intents, %s, before %d, %.0f %% flips %s, batches of 1 to %d%n", pool.labels().size(), algorithm, before,
                100 * share, args[2], most);
        System.out.println("seed mode       before  lowest    drop   end  | windows of " + WINDOW
                + ": before lowest | promotions holds rollbacks, in burst and after");
        for (long seed = Long.getLong("study.first", 1); seed <= seeds; seed++) {
            LabeledStream stream = LabeledStream.of(pool, Mix.even(), before + LENGTH + AFTER, seed,
                    new FlippedBurst(before, LENGTH, share, toward));
            StreamRun run = new StreamRun(stream, 1, most, seed);
            for (Gate.Mode mode : modes) {
                print(seed, mode, before, run.of(new SimulatedTask(pool.space(), new Gate(mode, 0.01, 0.05), algorithm)));
            }
        }
    }

    private static FlippedBurst.Toward toward(String word) {
        return switch (word) {
            case "any" -> new FlippedBurst.Toward.Any();
            case "one-each" -> new FlippedBurst.Toward.OneEach();
            default -> new FlippedBurst.Toward.Few(Integer.parseInt(word));
        };
    }

    private static void print(long seed, Gate.Mode mode, int before, Trace trace) {
        double level = trace.at(before).served();
        int end = before + LENGTH + AFTER;
        double lowest = trace.between(before, end).stream().mapToDouble(Trace.Moment::served).min().orElseThrow();
        StringBuilder path = new StringBuilder();
        for (int seen = before; seen <= end; seen += 100) {
            path.append(String.format(Locale.ROOT, " %.1f/%.1f", 100 * trace.at(seen).served(), 100 * trace.at(seen).newest()));
        }
        System.out.printf(Locale.ROOT, "%4d %-9s %6.2f  %6.2f  %6.2f  %5.2f | %5.1f %5.1f | %d %d %d | served/newest%s%n", seed, mode,
                100 * level, 100 * lowest, 100 * (level - lowest), 100 * trace.at(end).served(),
                100 * trace.prequential(before - WINDOW, before), 100 * trace.worstWindow(WINDOW, before, end),
                trace.count(HistoryEntry.Event.PROMOTION, before, end),
                trace.count(HistoryEntry.Event.HOLD, before, end), trace.count(HistoryEntry.Event.ROLLBACK, before, end), path);
        if (mode == Gate.Mode.GUARDED) {
            trace.decisions().stream().filter(decision -> decision.seen() > before && decision.entry().event() != HistoryEntry.Event.HOLD)
                    .forEach(decision -> System.out.printf("       %d %s %s%n", decision.seen(), decision.entry().event(),
                            decision.entry().reason()));
        }
    }
}
