package dev.regraft.graft;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Begins the grafts of tasks, each from the state that the log has of its task. */
@Singleton
public final class Grafts {

    private final Tasks tasks;
    private final Training training;

    public Grafts(Tasks tasks, Training training) {
        this.tasks = tasks;
        this.training = training;
    }

    /** A graft of that incarnation of a task. */
    public Graft begin(String name, Instant incarnation) {
        Optional<Task> task = tasks.find(name).filter(t -> t.definition().createdAt().equals(incarnation));
        Terms terms = task.map(t -> Terms.of(t.definition())).orElse(Terms.DEFAULT);
        TaskState state = task.map(Task::state).orElseGet(() -> TaskState.initial(incarnation));
        return new Graft(training, terms, state, version -> task.flatMap(t -> t.head(version)));
    }
}
