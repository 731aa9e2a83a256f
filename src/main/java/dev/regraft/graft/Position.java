package dev.regraft.graft;

/**
 * A place in the log.
 *
 * @param partition from 0 up
 * @param offset of a record in the partition, from 0 up
 */
public record Position(int partition, long offset) {
}
