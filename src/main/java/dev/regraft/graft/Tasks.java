package dev.regraft.graft;

import dev.regraft.head.HeadVersion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * All tasks, as this replica has read them from the log.
 *
 * <p>Written by the one thread that follows the log (the verbs from {@link #define} on); read by all.
 */
@Singleton
public final class Tasks {

    private final SortedMap<String, Task> tasks = new ConcurrentSkipListMap<>();
    private final SortedMap<String, Instant> deleted = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> remains = new TreeMap<>();
    private final Map<String, String> unreadable = new ConcurrentHashMap<>();
    private volatile boolean complete;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The task of that name. */
    public Optional<Task> find(String task) {
        return Optional.ofNullable(tasks.get(task));
    }

    /** Whether everything is here that was in the log when this replica began to read it. */
    public boolean complete() {
        return complete;
    }

    /** Everything is here that was in the log when this replica began to read it. */
    public void completed() {
        complete = true;
    }

    /** Every task, by name. */
    public Collection<Task> all() {
        return List.copyOf(tasks.values());
    }

    /**
     * Whether that incarnation of the task is over: it was deleted, or the name stands for a later one. An incarnation that is
     * not known yet is not over.
     */
    public boolean isOver(String task, Instant incarnation) {
        lock.lock();
        try {
            Task present = tasks.get(task);
            if (present != null) {
                return present.definition().createdAt().isAfter(incarnation);
            }
            Instant last = deleted.get(task);
            return last != null && !incarnation.isAfter(last);
        } finally {
            lock.unlock();
        }
    }

    /** When a task of that name would be created: now, to the millisecond, but after every earlier incarnation of the name. */
    public Instant incarnation(String task, Instant now) {
        lock.lock();
        try {
            Instant millisecond = now.truncatedTo(ChronoUnit.MILLIS);
            Instant last = deleted.get(task);
            return last == null || millisecond.isAfter(last) ? millisecond : last.plusMillis(1);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a task of that name which is over still has a head in the log. */
    public boolean lingers(String task) {
        lock.lock();
        try {
            return remains.containsKey(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The keys in the log of heads of tasks that are over, or are not defined here.
     *
     * @param wanted of which tasks
     */
    public SortedSet<String> remains(Predicate<String> wanted) {
        lock.lock();
        try {
            SortedSet<String> keys = new TreeSet<>();
            remains.forEach((task, left) -> {
                if (wanted.test(task)) {
                    keys.addAll(left);
                }
            });
            return keys;
        } finally {
            lock.unlock();
        }
    }

    /** Why it is not known here where the task stands: its state or a head is of a later format. Empty if all was read. */
    public Optional<String> unreadable(String task) {
        return Optional.ofNullable(unreadable.get(task));
    }

    /**
     * Waits until the tasks are as wanted.
     *
     * @return false if the time ran out
     */
    public boolean await(BooleanSupplier wanted, Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!wanted.getAsBoolean()) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A task was defined: new, changed, or created again under the same name. An earlier incarnation than the present is left aside. */
    public void define(TaskDefinition definition) {
        lock.lock();
        try {
            Task present = tasks.get(definition.task());
            if (present != null && present.definition().createdAt().equals(definition.createdAt())) {
                present.define(definition);
            } else if (present == null || present.definition().createdAt().isBefore(definition.createdAt())) {
                end(definition.task());
                tasks.put(definition.task(), new Task(definition));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A task was deleted. */
    public void delete(String task) {
        lock.lock();
        try {
            end(task);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(String task) {
        Task present = tasks.remove(task);
        if (present != null) {
            deleted.merge(task, present.definition().createdAt(), (a, b) -> a.isAfter(b) ? a : b);
            if (!present.keys().isEmpty()) {
                remains.computeIfAbsent(task, _ -> new TreeSet<>()).addAll(present.keys());
            }
            present.delete();
        }
        unreadable.remove(task);
    }

    /** A key in the log of heads belongs to a task that is over, or is not defined here. */
    public void remains(String task, String key) {
        lock.lock();
        try {
            remains.computeIfAbsent(task, _ -> new TreeSet<>()).add(key);
        } finally {
            lock.unlock();
        }
    }

    /** A key in the log of heads is gone, or belongs to the present task. */
    public void swept(String task, String key) {
        lock.lock();
        try {
            remains.computeIfPresent(task, (_, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A record of the task in the log of heads is of a later format. */
    public void cannotRead(String task, String reason) {
        unreadable.put(task, reason);
    }

    /** A head was published. */
    public void keep(String task, HeadVersion head) {
        find(task).ifPresent(t -> t.keep(head));
    }

    /** A head was dropped. */
    public void drop(String task, int version) {
        find(task).ifPresent(t -> t.drop(version));
    }

    /**
     * A report was published, or taken out of the log.
     *
     * @param report null if there is none any more
     * @param offset of it in the log of heads
     */
    public void report(String task, Report report, long offset) {
        find(task).ifPresent(t -> t.report(report, offset));
    }

    /**
     * A state was published. One of another incarnation is left aside, and one that the log has before the present one.
     *
     * @param offset of the state in the log of heads
     * @return whether the task's live head was swapped
     * @throws IllegalStateException if the head that it names as live was never published; the task stays as it is
     */
    public boolean advance(String task, TaskState state, long offset) {
        Optional<Task> present = find(task).filter(t -> t.definition().createdAt().equals(state.incarnation()));
        return present.isPresent() && present.get().advance(state, offset);
    }
}
