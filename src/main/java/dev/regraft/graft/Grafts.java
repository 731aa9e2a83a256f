package dev.regraft.graft;

import dev.regraft.head.HeadVersion;
import dev.regraft.quality.Gate;
import dev.regraft.train.Learner;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Begins the grafts of tasks, each from the state that the log has of its task. */
@Singleton
public final class Grafts {

    private final Tasks tasks;
    private final Learner learner;
    private final InstantSource clock;

    public Grafts(Tasks tasks, Learner learner, InstantSource clock) {
        this.tasks = tasks;
        this.learner = learner;
        this.clock = clock;
    }

    /** A graft of that incarnation of a task. */
    public Graft begin(String name, Instant incarnation) {
        Optional<Task> task = tasks.find(name).filter(t -> t.definition().createdAt().equals(incarnation));
        Gate gate = task.map(t -> t.definition().gate()).orElse(Gate.DEFAULT);
        TaskState state = task.map(Task::state).orElseGet(() -> TaskState.initial(incarnation));
        HeadVersion live = task.flatMap(Task::live).orElse(null);
        return new Graft(gate, state, live, learner, clock);
    }
}
