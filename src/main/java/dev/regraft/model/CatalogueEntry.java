package dev.regraft.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A well-known model that makes a good backbone, with what it takes to register it.
 *
 * @param source where its network comes from; of a hub at a commit where one is known to hold it, else at a branch
 * @param licence of its weights, as SPDX calls it
 * @param modality what it reads: {@code text} or {@code image}
 * @param dimension length of a feature vector
 * @param parameters numbers in its weights, after the cut
 * @param mflopPerItem millions of floating-point operations for an input, two for a multiplication and an addition; reckoned, not measured
 * @param item the input that this is for: so many tokens or pixels
 * @param use what it is good for
 * @param inTheBox whether it comes with the service
 * @param pooling as a definition has it; null where its files tell, as is the next
 * @param preprocessing as a definition has it
 */
public record CatalogueEntry(String name, String source, String licence, String modality, int dimension, long parameters,
        double mflopPerItem, String item, String use, boolean inTheBox, String pooling, JsonNode preprocessing) {

    /** Whether the source can never mean another model: it is in the box, or a commit is named. */
    public boolean isPinned() {
        return inTheBox || source.startsWith("hf://") && HubModel.of(source).isCommit();
    }
}
