package dev.regraft.graft;

import dev.regraft.train.Fit;
import dev.regraft.train.Lesson;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A head that is being learned in the background, from the training set as it was. Begun, asked and given up by the thread that writes the
 * set.
 */
final class Refinement {

    /** What it learns from: what was learned by then, which labels there were, how many examples, and how far they reach. */
    record Subject(Progress progress, List<String> labels, long examples, long changes) {
    }

    private final Subject subject;
    private final FutureTask<Optional<Fit>> task;

    private Refinement(Subject subject, FutureTask<Optional<Fit>> task) {
        this.subject = subject;
        this.task = task;
    }

    static Refinement begin(Subject subject, Lesson lesson, Executor background) {
        FutureTask<Optional<Fit>> task = new FutureTask<>(lesson::learn);
        background.execute(task);
        return new Refinement(subject, task);
    }

    Subject subject() {
        return subject;
    }

    boolean isDone() {
        return task.isDone();
    }

    /** What was learned, once it is done; empty if there is nothing to tell apart. Not to be asked after a failure. */
    Optional<Fit> result() {
        return task.resultNow();
    }

    /** Why nothing was learned, once it is done; empty if something was. */
    Optional<Throwable> failure() {
        return task.state() == Future.State.FAILED ? Optional.of(task.exceptionNow()) : Optional.empty();
    }

    /**
     * Whether its head would be of no use: it would know other labels than there are now, or more than half of what it learns from has changed.
     */
    boolean isPointless(List<String> labels, long changes) {
        return !subject.labels().equals(labels) || 2 * (changes - subject.changes()) > Math.max(subject.examples(), 1);
    }

    void cancel() {
        task.cancel(true);
    }
}
