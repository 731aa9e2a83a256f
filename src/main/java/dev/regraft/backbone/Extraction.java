package dev.regraft.backbone;

import dev.regraft.feature.Features;

/**
 * What a backbone made of one input.
 *
 * @param truncated whether the input was longer than the backbone reads, so that its end had no part in the features
 * @param length how much of it was read, as {@link PreparedInput#length} has it: tokens of a text
 */
public record Extraction(Features features, boolean truncated, int length) {
}
