package dev.regraft.backbone;

import dev.regraft.model.Asset;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;

/** How a backbone is made of a network's file: everything that decides the bits of its features. */
sealed interface Recipe permits TextRecipe, ImageRecipe, TensorRecipe {

    String name();

    /** Where the network comes from, as a definition says it. */
    String source();

    /** What the backbone reads: {@code text}, {@code image} or {@code tensor}, as an input names it. */
    String modality();

    /** The network's ONNX file. */
    Asset model();

    /** How the states of tokens become one vector; null where there are none. */
    default String poolingWord() {
        return null;
    }

    /** Tokens read of a text; null where there are none. */
    default Integer maxLength() {
        return null;
    }

    /** What is done to an image, with the fields of a {@code preprocessor_config.json}; null where there are none. */
    default JsonNode preprocessingJson() {
        return null;
    }

    /** SHA-256, in hex, of everything that decides a vector's bits: the digest of the feature space. */
    String digest();

    /** Makes the file that is run out of the network's. */
    void compose(Path source, Path target) throws IOException;

    /** Opens the backbone, for those lanes to run. */
    LaneBackbone open(PreparedFiles files, ImageDecoder images, Lanes lanes) throws IOException;
}
