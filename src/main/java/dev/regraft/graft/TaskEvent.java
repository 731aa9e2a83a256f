package dev.regraft.graft;

import java.util.ArrayList;
import java.util.List;

/** Something that happened to a task. */
public sealed interface TaskEvent {

    /**
     * The training set changed.
     *
     * @param examples how many examples it holds now
     */
    record Learned(long examples, Position learnedThrough) implements TaskEvent {
    }

    /** A head was trained. */
    record Trained(int version, String sha256) implements TaskEvent {
    }

    /** The gate, an operator or a lack of labels decided something. */
    record Decided(HistoryEntry decision) implements TaskEvent {
    }

    /** Served inputs are no longer like the training set, or are so again: the one event that is this replica's alone. */
    record Drifted(DriftStatus status) implements TaskEvent {
    }

    /** What happened from one state to the next, in that order. */
    static List<TaskEvent> between(TaskState before, TaskState after) {
        List<TaskEvent> events = new ArrayList<>();
        if (after.learnedThrough() != null && !after.learnedThrough().equals(before.learnedThrough())) {
            events.add(new Learned(after.examples(), after.learnedThrough()));
        }
        if (after.lastVersion() > before.lastVersion()) {
            events.add(new Trained(after.lastVersion(), after.lastSha256()));
        }
        for (HistoryEntry entry : after.history()) {
            if (!before.history().contains(entry)) {
                events.add(new Decided(entry));
            }
        }
        return events;
    }
}
