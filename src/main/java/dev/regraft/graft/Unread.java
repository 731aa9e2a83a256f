package dev.regraft.graft;

/**
 * An example that the backbone a task asks for has still to read.
 *
 * @param id of the example
 * @param input where its input stands in the log of examples
 */
public record Unread(String id, Position input) {
}
