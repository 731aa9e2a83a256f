package dev.regraft.backbone;

/**
 * What there is to know of a backbone. What its prepared file tells is null until it is loaded.
 *
 * @param ready whether it is loaded and warm
 * @param digest SHA-256 of what decides the bits of its features, in hex
 * @param modality what it reads: {@code text}
 * @param source where its network comes from
 * @param pooling how the states of its tokens become one vector
 * @param maxLength tokens read of a text
 * @param dimension length of a feature vector
 * @param parameters numbers in its weights
 * @param cut the tensor behind which its network is cut
 * @param msPerItem time of a lane for an input, over those made since it was loaded; null before the first
 */
public record BackboneStatus(String name, boolean ready, String digest, String modality, String source, String pooling, int maxLength,
        Integer dimension, Long parameters, String cut, Double msPerItem) {

    static BackboneStatus notLoaded(TextRecipe recipe) {
        return new BackboneStatus(recipe.name(), false, recipe.digest(), TextBackbone.MODALITY, recipe.source(), recipe.poolingWord(),
                recipe.maxTokens(), null, null, null, null);
    }
}
