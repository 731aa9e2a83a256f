package dev.regraft.backbone;

import dev.regraft.backbone.RemoteRequest.Job;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The texts that wait to be sent, those to serve before those to extract. Not thread-safe: {@link RemoteSender} holds its lock around every
 * call. Times are those of {@code System.nanoTime}.
 */
final class RemoteQueue {

    private final Map<Priority, ArrayDeque<Job>> ready = new EnumMap<>(Priority.class);
    private final PriorityQueue<Job> delayed = new PriorityQueue<>(Comparator.comparingLong((Job job) -> job.dueNanos));
    private final int batchItems;
    private final int batchCharacters;
    private final long patienceNanos;

    /** @param patienceNanos how long a text to serve waits at most */
    RemoteQueue(int batchItems, int batchCharacters, long patienceNanos) {
        this.batchItems = batchItems;
        this.batchCharacters = batchCharacters;
        this.patienceNanos = patienceNanos;
        for (Priority priority : Priority.values()) {
            ready.put(priority, new ArrayDeque<>());
        }
    }

    void add(RemoteRequest request) {
        ready.get(request.priority).addAll(request.jobs());
    }

    /** Puts a text that was sent in vain back, until it is due. */
    void addDelayed(Job job) {
        delayed.add(job);
    }

    /** The texts of the next request, of one priority; empty if none is to be sent now. */
    List<Job> take(long nowNanos) {
        while (!delayed.isEmpty() && delayed.peek().dueNanos - nowNanos <= 0) {
            Job job = delayed.remove();
            ready.get(job.request.priority).addFirst(job);
        }
        for (ArrayDeque<Job> jobs : ready.values()) {
            List<Job> batch = take(jobs);
            if (!batch.isEmpty()) {
                return batch;
            }
        }
        return List.of();
    }

    private List<Job> take(ArrayDeque<Job> jobs) {
        List<Job> batch = new ArrayList<>();
        int most = batchItems;
        long characters = 0;
        while (!jobs.isEmpty()) {
            Job next = jobs.getFirst();
            if (next.isWanted()) {
                most = Math.min(most, next.company);
                characters += next.text.text().length();
                if (!batch.isEmpty() && (batch.size() >= most || characters > batchCharacters)) {
                    break;
                }
                batch.add(next);
            }
            jobs.removeFirst();
        }
        return batch;
    }

    /** How long until a delayed text is due, or one to serve has waited too long; {@code Long.MAX_VALUE} if there is neither. */
    long nanosUntilChange(long nowNanos) {
        long due = delayed.isEmpty() ? Long.MAX_VALUE : Math.max(0, delayed.peek().dueNanos - nowNanos);
        Job oldest = ready.get(Priority.SERVE).peekFirst();
        return oldest == null ? due : Math.min(due, Math.max(0, oldest.request.arrivedNanos + patienceNanos - nowNanos));
    }

    /** Takes out what is to be served and has waited too long to be sent. */
    List<Job> removeExpired(long nowNanos) {
        List<Job> expired = new ArrayList<>();
        ArrayDeque<Job> jobs = ready.get(Priority.SERVE);
        while (!jobs.isEmpty() && jobs.getFirst().request.arrivedNanos + patienceNanos - nowNanos <= 0) {
            expired.add(jobs.removeFirst());
        }
        return expired;
    }

    /** Takes out all that is to be served. */
    List<Job> removeToServe() {
        List<Job> removed = new ArrayList<>(ready.get(Priority.SERVE));
        ready.get(Priority.SERVE).clear();
        delayed.stream().filter(job -> job.request.priority == Priority.SERVE).forEach(removed::add);
        delayed.removeIf(job -> job.request.priority == Priority.SERVE);
        return removed;
    }

    /** Takes out everything. */
    List<Job> removeAll() {
        List<Job> removed = new ArrayList<>(delayed);
        delayed.clear();
        for (ArrayDeque<Job> jobs : ready.values()) {
            removed.addAll(jobs);
            jobs.clear();
        }
        return removed;
    }
}
