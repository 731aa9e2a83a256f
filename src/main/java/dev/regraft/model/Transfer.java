package dev.regraft.model;

/**
 * How far the fetching of a model's files is.
 *
 * @param bytes that are here
 * @param of all of them; -1 while that is not known
 */
public record Transfer(long bytes, long of) {
}
