package dev.regraft.serve;

import dev.regraft.backbone.BackboneConfig;
import dev.regraft.backbone.Backbones;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.graft.Roles;
import dev.regraft.graft.Roles.Role;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskReader;
import dev.regraft.graft.Tasks;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the task that a path names. */
@Singleton
public final class TaskFinder {

    private final Tasks tasks;
    private final Backbones backbones;
    private final BackboneConfig config;
    private final Roles roles;

    public TaskFinder(Tasks tasks, Backbones backbones, BackboneConfig config, Roles roles) {
        this.tasks = tasks;
        this.backbones = backbones;
        this.config = config;
        this.roles = roles;
    }

    /**
     * The task of that name.
     *
     * @throws dev.regraft.feature.RefusedException if the name is none
     * @throws ProblemException 503 while the log is not read yet, or if this process does not serve; 404 if there is no such task
     */
    Task find(String name) {
        TaskReader.name(name);
        requireComplete();
        return tasks.find(name).orElseThrow(() -> new ProblemException(404, "unknown-task", "task does not exist: " + name));
    }

    /** @throws ProblemException 503 while the log is not read yet, or if this process does not serve */
    void requireComplete() {
        if (!roles.roles().contains(Role.SERVE)) {
            throw new ProblemException(503, "not-serving", "this process does not serve: serve is not among regraft.roles");
        }
        if (!tasks.complete()) {
            throw new ProblemException(503, "not-ready", "the tasks are not read from the log yet");
        }
    }

    /**
     * The space of the backbone that a task asks for; empty if it takes vectors made elsewhere and has no example yet, or if that backbone is
     * not ready, and it has no live head to tell.
     */
    Optional<FeatureSpace> space(Task task) {
        return space(task, task.definition().backbone());
    }

    /** The same of the features that its heads are learned from: those of another backbone, while it changes that. */
    Optional<FeatureSpace> present(Task task) {
        return space(task, task.backbone());
    }

    private Optional<FeatureSpace> space(Task task, String backbone) {
        if (task.definition().takesVectors()) {
            return task.vectors();
        }
        return Backbones.isInTheBox(backbone) || backbones.isLoaded(backbone) ? Optional.of(backbones.load(backbone).space())
                : task.live().map(live -> live.head().space()).filter(space -> space.backbone().equals(backbone));
    }

    /** Name of the backbone of a task that names none. */
    String defaultBackbone() {
        return config.backbone();
    }
}
