package dev.regraft.graft;

import java.time.Instant;

/**
 * Where something that a graft learns came from.
 *
 * @param position of the record in the log of features
 * @param example of the record in the log of examples that it was made of; null if it was made of none
 * @param appendedAt when that one was appended; null if it was made of none
 */
public record Source(Position position, Position example, Instant appendedAt) {
}
