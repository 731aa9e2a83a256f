package dev.regraft.serve;

import dev.regraft.backbone.BackboneConfig;
import dev.regraft.backbone.Backbones;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskReader;
import dev.regraft.graft.Tasks;
import jakarta.inject.Singleton;

/** Finds the task that a path names. */
@Singleton
public final class TaskFinder {

    private final Tasks tasks;
    private final Backbones backbones;
    private final BackboneConfig config;

    public TaskFinder(Tasks tasks, Backbones backbones, BackboneConfig config) {
        this.tasks = tasks;
        this.backbones = backbones;
        this.config = config;
    }

    /**
     * The task of that name.
     *
     * @throws dev.regraft.feature.RefusedException if the name is none
     * @throws ProblemException 503 while the log is not read yet, 404 if there is no such task
     */
    Task find(String name) {
        TaskReader.name(name);
        requireComplete();
        return tasks.find(name).orElseThrow(() -> new ProblemException(404, "unknown-task", "task does not exist: " + name));
    }

    /** @throws ProblemException 503 while the log is not read yet */
    void requireComplete() {
        if (!tasks.complete()) {
            throw new ProblemException(503, "not-ready", "the tasks are not read from the log yet");
        }
    }

    /** The space of a task's features. */
    FeatureSpace space(Task task) {
        return backbones.load(task.definition().backbone()).space();
    }

    /** Name of the backbone of a task that names none. */
    String defaultBackbone() {
        return config.backbone();
    }
}
