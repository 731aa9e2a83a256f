package dev.regraft.streams;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.head.HeadVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Feeds a stream to tasks, each by itself, and measures what they serve. Knows how good a head is that it has met before, so runs of the
 * same stream under several gates cost little more than one.
 */
public final class StreamRun {

    private final LabeledStream stream;
    private final int fewest;
    private final int most;
    private final long seed;
    private final Map<List<StreamedExample>, Map<String, Double>> known = new IdentityHashMap<>();

    /**
     * @param fewest examples in a batch
     * @param most examples in a batch; each size between is as likely
     * @param seed of the sizes
     */
    public StreamRun(LabeledStream stream, int fewest, int most, long seed) {
        if (fewest < 1 || most < fewest) {
            throw new IllegalArgumentException("a batch must have from 1 to at least as many examples: " + fewest + " to " + most);
        }
        this.stream = stream;
        this.fewest = fewest;
        this.most = most;
        this.seed = seed;
    }

    /** What becomes of a task at moments of a run. */
    @FunctionalInterface
    public interface Intervention {

        /** Called after each batch. */
        void after(int seen, SimulatedTask task);
    }

    public Trace of(SimulatedTask task) {
        return of(task, (_, _) -> { });
    }

    public Trace of(SimulatedTask task, Intervention intervention) {
        RandomGenerator sizes = new SplittableRandom(seed);
        boolean[] right = new boolean[stream.length()];
        List<Trace.Moment> moments = new ArrayList<>();
        List<Trace.Decision> decisions = new ArrayList<>();
        List<HistoryEntry> before = task.state().history();
        int seen = 0;
        while (seen < stream.length()) {
            int end = Math.min(stream.length(), seen + sizes.nextInt(fewest, most + 1));
            Optional<HeadVersion> live = task.live();
            for (; seen < end; seen++) {
                StreamedExample example = stream.examples().get(seen);
                right[seen] = live.isPresent() && isRight(live.get(), example);
                task.learn(example);
            }
            task.refit();
            for (HistoryEntry entry : since(before, task.state().history())) {
                decisions.add(new Trace.Decision(seen, entry));
            }
            before = task.state().history();
            moments.add(moment(seen, task));
            intervention.after(seen, task);
        }
        return new Trace(right, moments, decisions);
    }

    private Trace.Moment moment(int seen, SimulatedTask task) {
        List<StreamedExample> test = stream.testAt(seen - 1);
        long learned = task.newest().map(HeadVersion::examples).orElse(0L);
        return new Trace.Moment(seen, accuracy(task.live(), test), accuracy(task.newest(), test),
                learned - task.live().map(HeadVersion::examples).orElse(0L));
    }

    private double accuracy(Optional<HeadVersion> head, List<StreamedExample> test) {
        return head.isEmpty() ? 0 : known.computeIfAbsent(test, _ -> new HashMap<>())
                .computeIfAbsent(head.get().sha256(), _ -> test.stream().filter(example -> isRight(head.get(), example)).count()
                        / (double) test.size());
    }

    private static boolean isRight(HeadVersion head, StreamedExample example) {
        return head.head().predict(example.features()).best().label().equals(example.truth());
    }

    /** What was decided since; the history remembers the last decisions only. */
    private static List<HistoryEntry> since(List<HistoryEntry> before, List<HistoryEntry> now) {
        return now.stream().filter(entry -> !before.contains(entry)).toList();
    }
}
