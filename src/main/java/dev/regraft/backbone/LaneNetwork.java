package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.EncoderFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A network of this process on its lanes.
 *
 * @param recipe how it was made
 * @param space of its features
 * @param contents what its prepared file holds
 */
record LaneNetwork(Recipe recipe, FeatureSpace space, EncoderFile.Contents contents, TimedNetwork network, Lanes lanes) {

    /**
     * Puts a network on lanes.
     *
     * @param prepared its file
     * @param dimension of its features
     */
    static LaneNetwork of(Recipe recipe, Path prepared, int dimension, Network network, Lanes lanes) throws IOException {
        return new LaneNetwork(recipe, new FeatureSpace(recipe.name(), recipe.digest(), dimension), EncoderFile.contents(prepared),
                new TimedNetwork(network), lanes);
    }
}
