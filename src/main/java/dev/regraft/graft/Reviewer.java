package dev.regraft.graft;

import java.util.concurrent.Executor;

/**
 * What examines the training sets of all tasks.
 *
 * @param executor does the work: nobody waits for it, and no head is learned there
 * @param archive what is still known of examples beside their vectors
 */
public record Reviewer(Executor executor, ExampleArchive archive) {
}
