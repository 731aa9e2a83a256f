package dev.regraft.train;

import dev.regraft.feature.Features;

/**
 * A hint that counts as part of an example of its label: in means, priors and scatter, but never as one of the examples.
 *
 * @param weight64 its weight in steps of 1/64, positive
 */
record WeakExample(String label, int weight64, Features features) {
}
