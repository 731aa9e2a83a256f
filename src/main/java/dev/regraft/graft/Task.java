package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.GivenVectors;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.LiveHead;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * One task as a replica sees it: its definition, its state, its heads and which of them is live.
 *
 * <p>Written by the one thread that follows the log; read by all. Whoever needs a certain state waits for it.
 */
public final class Task {

    private static final int EVENTS_WAITING = 256;

    private final LiveHead live = new LiveHead();
    private final Map<Integer, HeadVersion> heads = new ConcurrentHashMap<>();
    private final SubmissionPublisher<TaskEvent> events = new SubmissionPublisher<>(
            task -> Thread.ofVirtual().name("regraft-events").start(task), EVENTS_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile TaskDefinition definition;
    private volatile TaskState state;
    private volatile Report report;
    private volatile DriftStatus drift;
    private volatile boolean deleted;
    private long stateOffset = -1;
    private long reportOffset = -1;

    Task(TaskDefinition definition) {
        this.definition = definition;
        this.state = TaskState.initial(definition.createdAt());
    }

    public TaskDefinition definition() {
        return definition;
    }

    public TaskState state() {
        return state;
    }

    /**
     * Name of the backbone that reads its examples: the one that its definition names or, until a head of that one's features is live, the one
     * before it.
     */
    public String backbone() {
        String present = state.backbone();
        return present == null ? definition.backbone() : present;
    }

    /**
     * The space of the vectors made elsewhere that it takes, if it has no backbone; empty before its first example, when those of any dimension
     * will do.
     */
    public Optional<FeatureSpace> vectors() {
        return definition.takesVectors() ? Optional.ofNullable(state.features()).map(GivenVectors::space) : Optional.empty();
    }

    /** The head that answers now. */
    public Optional<HeadVersion> live() {
        return live.get();
    }

    /** A head that is kept. */
    public Optional<HeadVersion> head(int version) {
        return Optional.ofNullable(heads.get(version));
    }

    /** What was last found out about its training set; empty before the first time. */
    public Optional<Report> report() {
        return Optional.ofNullable(report);
    }

    /** How the last inputs that this replica answered compare with the training set; empty before a window of them is full. */
    public Optional<DriftStatus> drift() {
        return Optional.ofNullable(drift);
    }

    /** Whether the task was deleted after this was handed out. */
    public boolean deleted() {
        return deleted;
    }

    /** What happens to the task from now on. A subscriber that falls behind misses events. */
    public Flow.Publisher<TaskEvent> events() {
        return events;
    }

    /**
     * Waits until the state is as wanted.
     *
     * @return that state; empty if the time ran out or the task was deleted
     */
    public Optional<TaskState> await(Predicate<TaskState> wanted, Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!wanted.test(state)) {
                if (leftNanos <= 0 || deleted) {
                    return Optional.empty();
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return Optional.of(state);
        } finally {
            lock.unlock();
        }
    }

    /** Its keys in the log of heads. */
    SortedSet<String> keys() {
        SortedSet<String> keys = new TreeSet<>();
        heads.keySet().forEach(version -> keys.add(definition.task() + "/" + version));
        if (stateOffset >= 0) {
            keys.add(definition.task());
        }
        if (report != null) {
            keys.add(definition.task() + "/" + Report.KEY);
        }
        return keys;
    }

    void define(TaskDefinition definition) {
        this.definition = definition;
    }

    void keep(HeadVersion head) {
        heads.put(head.version(), head);
    }

    void drop(int version) {
        heads.remove(version);
    }

    /**
     * Takes a report in place of the present one. One that the log has before that, as comes when the log is read again, is left aside.
     *
     * @param next null if there is none any more
     * @param offset of the report in the log of heads
     */
    void report(Report next, long offset) {
        if (offset > reportOffset) {
            reportOffset = offset;
            report = next;
        }
    }

    /**
     * Goes to a state, and swaps the live head if it names another. A state that the log has before the present one, as comes when
     * the log is read again, is left aside: the live head never goes back by itself.
     *
     * @param offset of the state in the log of heads
     * @return whether the live head was swapped
     */
    boolean advance(TaskState next, long offset) {
        TaskState before = state;
        if (offset <= stateOffset) {
            return false;
        }
        HeadVersion head = next.live().map(heads::get).orElse(null);
        if (next.live().isPresent() && head == null) {
            throw new IllegalStateException("head " + next.live().get() + " of task " + definition.task() + " is not in the log");
        }
        stateOffset = offset;
        boolean swapped = head != live.get().orElse(null);
        live.set(head);
        signal(() -> state = next);
        TaskEvent.between(before, next).forEach(event -> events.offer(event, null));
        return swapped;
    }

    /** Goes to what became of a window of served inputs; that an alarm begins or ends is an event. */
    void drift(DriftStatus next) {
        boolean before = drift != null && drift.drifting();
        drift = next;
        if (next.drifting() != before) {
            events.offer(new TaskEvent.Drifted(next), null);
        }
    }

    void delete() {
        live.set(null);
        signal(() -> deleted = true);
        events.close();
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
