package dev.regraft.backbone;

import dev.regraft.onnx.EncoderFile;

/**
 * What there is to know of a backbone. What its prepared file tells is null until it is loaded.
 *
 * @param ready whether it is loaded and warm
 * @param digest SHA-256 of what decides the bits of its features, in hex
 * @param modality what it reads: {@code text} or {@code image}
 * @param source where its network comes from
 * @param pooling how the states of its tokens become one vector; null where there are none, as is the next
 * @param maxLength tokens read of a text
 * @param dimension length of a feature vector
 * @param parameters numbers in its weights
 * @param cut the tensor behind which its network is cut
 * @param msPerItem time of a lane for an input, over those made since it was loaded; null before the first
 */
public record BackboneStatus(String name, boolean ready, String digest, String modality, String source, String pooling, Integer maxLength,
        Integer dimension, Long parameters, String cut, Double msPerItem) {

    static BackboneStatus notLoaded(Recipe recipe) {
        return of(recipe, false, null, null, null);
    }

    /** Of one that is loaded, and so far as it knows its network. */
    static BackboneStatus loaded(Recipe recipe, int dimension, EncoderFile.Contents contents, Double msPerItem) {
        return of(recipe, true, dimension, contents, msPerItem);
    }

    private static BackboneStatus of(Recipe recipe, boolean ready, Integer dimension, EncoderFile.Contents contents, Double msPerItem) {
        return new BackboneStatus(recipe.name(), ready, recipe.digest(), recipe.modality(), recipe.source(), recipe.poolingWord(),
                recipe.maxLength(), dimension, contents == null ? null : (Long) contents.parameters(), contents == null ? null : contents.cut(),
                msPerItem);
    }
}
