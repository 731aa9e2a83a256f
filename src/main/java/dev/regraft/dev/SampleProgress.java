package dev.regraft.dev;

import dev.regraft.graft.Progress;
import dev.regraft.graft.Task;
import dev.regraft.head.HeadVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How the sample stream goes: accuracy before learning, and the time from a label to a head that has learned it and was judged. */
final class SampleProgress {

    private static final int WINDOW = 100;

    private final Deque<Boolean> lastClean = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Long> labelToHeadNanos = new ConcurrentLinkedQueue<>();
    private Thread last;

    /** A ticket was predicted before it was learned. */
    void predicted(Ticket ticket, boolean right) {
        if (ticket.clean()) {
            lastClean.add(right);
            if (lastClean.size() > WINDOW) {
                lastClean.remove();
            }
        }
    }

    /** A ticket was sent; how long it takes to be learned and judged is measured beside. */
    void sent(Task task, Progress progress, long sentNanos, Duration timeout) {
        last = Thread.startVirtualThread(() -> {
            try {
                if (task.await(state -> state.progress().covers(progress), timeout).isPresent()) {
                    labelToHeadNanos.add(System.nanoTime() - sentNanos);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Waits until the last ticket is learned. */
    void awaitLast(Duration timeout) throws InterruptedException {
        if (last != null) {
            last.join(timeout);
        }
    }

    String line(int sent, int total, int labels, Optional<HeadVersion> live) {
        return "%3d of %d tickets, %d labels, %s before learning, live is head %s, %s from label to head".formatted(sent, total, labels,
                accuracy(), live.map(head -> "%d of %d examples".formatted(head.version(), head.examples())).orElse("none"), labelToHead());
    }

    String summary() {
        return "The sample is learned: %s before learning, %s from label to head (median)".formatted(accuracy(), labelToHead());
    }

    private String accuracy() {
        if (lastClean.isEmpty()) {
            return "no accuracy yet";
        }
        long right = lastClean.stream().filter(r -> r).count();
        return "%.0f %% right on the last %d clean ones".formatted(100.0 * right / lastClean.size(), lastClean.size());
    }

    private String labelToHead() {
        List<Long> sorted = labelToHeadNanos.stream().sorted().toList();
        return sorted.isEmpty() ? "- ms" : "%d ms".formatted(sorted.get(sorted.size() / 2) / 1_000_000);
    }
}
