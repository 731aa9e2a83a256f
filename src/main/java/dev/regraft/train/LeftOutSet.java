package dev.regraft.train;

import dev.regraft.head.Growth;
import dev.regraft.head.LeftOut;
import java.util.List;

/**
 * What discriminants say of the examples of a single-label set that they were learned without.
 *
 * @param predictions of the examples that others of their label remain without
 * @param examples these, in the order of the predictions
 * @param single weight of the examples, as many as were looked at, without which nothing is known of their label
 * @param growth what discriminants of parts of the set say; of no part where the set is small
 */
public record LeftOutSet(LeftOut predictions, List<Example> examples, double single, Growth growth) {
}
