package dev.regraft.graft;

import dev.regraft.head.HeadVersion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * All tasks, as this replica has read them from the log.
 *
 * <p>Written by the one thread that follows the log (the verbs from {@link #define} on); read by all.
 */
@Singleton
public final class Tasks {

    private final SortedMap<String, Task> tasks = new ConcurrentSkipListMap<>();
    private final SortedMap<String, Instant> deleted = new TreeMap<>();
    private final Set<String> lingering = new HashSet<>();
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

    /** Whether a deleted task of that name still has examples or heads in the log. */
    public boolean lingers(String task) {
        lock.lock();
        try {
            return lingering.contains(task);
        } finally {
            lock.unlock();
        }
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
            if (present.state().learnedThrough() != null) {
                lingering.add(task);
            }
            present.delete();
        }
    }

    /** What a deleted task had in the log is gone. */
    public void forget(String task) {
        lock.lock();
        try {
            lingering.remove(task);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
     * A state was published. One of another incarnation is left aside.
     *
     * @return whether the task's live head was swapped
     * @throws IllegalStateException if the head that it names as live was never published; the task stays as it is
     */
    public boolean advance(String task, TaskState state) {
        Optional<Task> present = find(task).filter(t -> t.definition().createdAt().equals(state.incarnation()));
        return present.isPresent() && present.get().advance(state);
    }
}
