package dev.regraft.serve;

import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Position;
import dev.regraft.graft.Progress;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskState;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a client wants to wait until its examples are learned.
 *
 * @param timeout null if not at all
 */
record Wait(Duration timeout) {

    /** What the parameter means, for the API's description. */
    static final String DESCRIPTION = "Answer when the head has been refitted with them, at most after this time: 5s, 500ms, PT5S";

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * @param text 5s, 500ms, PT5S; null for not at all
     * @throws RefusedException if it is no duration, or out of range
     */
    static Wait of(String text) {
        if (text == null) {
            return new Wait(null);
        }
        Duration timeout = parse(text);
        if (timeout == null || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new RefusedException("invalid-wait", "wait", "wait must be a duration of at most 10m, as 5s: " + text);
        }
        return new Wait(timeout);
    }

    private static Duration parse(String text) {
        try {
            return DurationConverter.parseDuration(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The answer for examples that the log has, after the wait.
     *
     * @throws ProblemException 404 if the task was deleted meanwhile
     */
    Accepted answer(Task task, Accepted.Taken taken) throws InterruptedException {
        if (timeout == null) {
            return accepted(taken, null, null);
        }
        long end = System.nanoTime() + timeout.toNanos();
        Optional<TaskState> learned = task.await(state -> state.progress().covers(taken.progress()), timeout);
        if (learned.isEmpty() && task.deleted()) {
            throw overMeanwhile(task);
        }
        if (learned.isPresent()) {
            // A head that is refined in the background is waited for too, but its lateness is no failure: another one has learned them.
            task.await(state -> state.refined().covers(taken.progress()), Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        return learned.isPresent()
                ? accepted(taken, null, Optional.ofNullable(Views.live(task)))
                : accepted(taken, false, null);
    }

    /**
     * The answer for one labeled vector that the log has, after the wait.
     *
     * @throws ProblemException 404 if the task was deleted meanwhile
     */
    Accepted answer(Task task, String id, Position at) throws InterruptedException {
        Accepted.Taken taken = Accepted.Taken.one(id, Progress.NONE);
        if (timeout == null) {
            return accepted(taken, null, null);
        }
        Optional<TaskState> learned = task.await(state -> state.hasLearned(at), timeout);
        if (learned.isEmpty() && task.deleted()) {
            throw overMeanwhile(task);
        }
        return learned.isPresent()
                ? accepted(taken, null, Optional.ofNullable(Views.live(task)))
                : accepted(taken, false, null);
    }

    private static ProblemException overMeanwhile(Task task) {
        return new ProblemException(404, "unknown-task", "task " + task.definition().task() + " was deleted before it learned them");
    }

    private static Accepted accepted(Accepted.Taken taken, Boolean waited, Optional<Views.HeadView> live) {
        return new Accepted(taken.accepted(), taken.ids(), taken.rejected(), taken.errors(), waited, live);
    }
}
