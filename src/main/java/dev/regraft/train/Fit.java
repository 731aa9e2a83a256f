package dev.regraft.train;

import dev.regraft.head.Head;
import dev.regraft.head.Metrics;

/**
 * A head, how good it is as far as its training set tells, and why it was learned as it was.
 *
 * @param reason in a phrase: {@code lda: closed form}
 */
public record Fit(Head head, Metrics metrics, String reason) {
}
