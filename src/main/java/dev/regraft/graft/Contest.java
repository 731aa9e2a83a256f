package dev.regraft.graft;

import dev.regraft.head.LeftOut;
import dev.regraft.train.Fit;
import dev.regraft.train.Lesson;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Two heads of a task that are learned in the background in the same way, from the features of the backbone that it has and of the one that it
 * asks for, to be compared. Begun, asked and given up by the thread that writes the sets.
 */
final class Contest {

    /**
     * A head, and what heads learned like it make of examples left out.
     *
     * @param examples how many it was learned from
     */
    record Side(Fit fit, Optional<LeftOut> leftOut, long examples) {
    }

    /** What was learned; a side is empty if there was nothing to tell apart. */
    record Outcome(Optional<Side> present, Optional<Side> asked) {
    }

    private final FutureTask<Outcome> task;

    private Contest(FutureTask<Outcome> task) {
        this.task = task;
    }

    /**
     * Begins one.
     *
     * @param present what is known in the features that heads are learned from; empty if nothing is
     * @param asked what is known in those of the backbone asked for
     */
    static Contest begin(Optional<Lesson> present, long presentExamples, Lesson asked, long askedExamples, Executor background) {
        FutureTask<Outcome> task = new FutureTask<>(() -> {
            Optional<Side> one = present.isPresent() ? learn(present.get(), presentExamples) : Optional.empty();
            return new Outcome(one, learn(asked, askedExamples));
        });
        background.execute(task);
        return new Contest(task);
    }

    private static Optional<Side> learn(Lesson lesson, long examples) throws InterruptedException {
        return lesson.learn().map(fit -> new Side(fit, fit.leftOut().map(Supplier::get), examples));
    }

    boolean isDone() {
        return task.isDone();
    }

    /** What came of it, once it is done. Not to be asked after a failure. */
    Outcome outcome() {
        return task.resultNow();
    }

    /** Why nothing came of it, once it is done; empty if something did. */
    Optional<Throwable> failure() {
        return task.state() == Future.State.FAILED ? Optional.of(task.exceptionNow()) : Optional.empty();
    }

    void cancel() {
        task.cancel(true);
    }
}
