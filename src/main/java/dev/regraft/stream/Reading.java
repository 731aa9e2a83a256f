package dev.regraft.stream;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.Unread;
import java.util.List;

/**
 * Examples of a task whose inputs another backbone is to read.
 *
 * @param backbone its name
 * @param unread in the order of their inputs
 */
record Reading(TaskDefinition task, String backbone, List<Unread> unread) {

    /** What came of one of them; of one that was not reached there is nothing. */
    sealed interface Result {

        /** What the backbone makes of its input. */
        record Read(FeatureSpace space, Features features) implements Result {
        }

        /** The log does not hold its input any more, or the backbone cannot read that. */
        record Gone() implements Result {
        }
    }
}
