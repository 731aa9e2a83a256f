package dev.regraft.head;

/**
 * How good a head is, as far as its training set tells. Null where there are too few examples to say.
 *
 * @param looAccuracy share of examples whose label a head trained without them predicts, in [0, 1]
 * @param prequentialAccuracy share of examples that the head live at their time predicted before they were learned, in [0, 1]
 * @param logLoss mean of −ln p(label), calibrated, each example predicted by a head trained without it, in nats
 * @param ece expected calibration error over 15 bins of those same predictions, in [0, 1]
 */
public record Metrics(Double looAccuracy, Double prequentialAccuracy, Double logLoss, Double ece) {
}
