package dev.regraft.graft;

import dev.regraft.head.HeadVersion;
import java.util.List;
import java.util.Optional;

/**
 * What a graft wants in the log of heads, in this order.
 *
 * @param head a head that was trained, if it is a new one
 * @param state the state of the task, which may name that head
 * @param dropped versions of the heads that are no longer kept
 * @param report what was found out about the training set, if that is new
 */
public record Publication(Optional<HeadVersion> head, TaskState state, List<Integer> dropped, Optional<Report> report) {
}
