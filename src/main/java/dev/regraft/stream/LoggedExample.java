package dev.regraft.stream;

import dev.regraft.backbone.Input;
import dev.regraft.graft.Annotation;
import dev.regraft.graft.TaskDefinition;
import java.util.List;

/** What a record of the topic of examples says. */
sealed interface LoggedExample {

    /**
     * An example to learn, in place of what its id named before.
     *
     * @param backbone name of the one that reads the task's examples now
     */
    record Labeled(TaskDefinition task, String backbone, String id, Input input, Annotation annotation) implements LoggedExample {
    }

    /** An id to forget in those tasks. */
    record Deleted(List<TaskDefinition> tasks, String id) implements LoggedExample {
    }
}
