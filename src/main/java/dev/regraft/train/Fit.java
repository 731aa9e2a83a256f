package dev.regraft.train;

import dev.regraft.head.Head;

/**
 * A head and how good it is by leave-one-out, as far as its training set tells: the numbers are null where there are too few examples to say.
 *
 * @param looAccuracy share of examples, by weight, whose label a head learned without them predicts, in [0, 1]
 * @param logLoss mean of −ln p(label) of those same predictions at the head's temperature, in nats
 * @param ece expected calibration error of those same predictions over 15 bins, in [0, 1]
 */
public record Fit(Head head, Double looAccuracy, Double logLoss, Double ece) {
}
