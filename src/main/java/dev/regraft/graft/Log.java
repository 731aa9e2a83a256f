package dev.regraft.graft;

import java.util.concurrent.CompletionStage;

/**
 * What goes into the log on behalf of clients. Everything is acknowledged by the log before its stage completes; a stage
 * completes exceptionally if the log did not take it.
 */
public interface Log {

    /**
     * Appends an example, to be read by whoever extracts features.
     *
     * @param task the task it is meant for, and no later one of the same name
     * @param id of the example
     * @param json the example as {@code API.md} has it, with its task; null deletes the id in the task
     * @return where it stands
     */
    CompletionStage<Position> append(TaskDefinition task, String id, byte[] json);

    /** Defines a task, new or changed. */
    CompletionStage<Void> define(TaskDefinition definition);

    /** Deletes a task: its examples, features and heads are forgotten. */
    CompletionStage<Void> delete(String task);

    /**
     * Appends a labeled vector, to be learned by whoever trains the task: an input that was answered before, and is not extracted again.
     *
     * @param id of the example
     * @param example for the task's incarnation
     * @return where it stands among the task's features
     */
    CompletionStage<Position> learn(TaskDefinition task, String id, LabeledFeatures example);

    /**
     * Gives an order to whoever trains the task.
     *
     * @return where it stands among the task's features
     */
    CompletionStage<Position> order(TaskDefinition task, Order order);
}
