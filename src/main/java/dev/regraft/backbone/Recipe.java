package dev.regraft.backbone;

import java.io.IOException;
import java.nio.file.Path;

/** How a known backbone is made of a file in the class path. */
sealed interface Recipe permits TextRecipe, ImageRecipe {

    String name();

    /** What the backbone reads: {@code text} or {@code image}, as an input names it. */
    String modality();

    /** Resource of the network's ONNX file. */
    String model();

    /** SHA-256 of that file, in hex. */
    String modelSha256();

    /** Where the network comes from. */
    default String source() {
        return "classpath:" + model();
    }

    /** How the states of tokens become one vector; null where there are none. */
    default String poolingWord() {
        return null;
    }

    /** Tokens read of a text; null where there are none. */
    default Integer maxLength() {
        return null;
    }

    /** SHA-256, in hex, of everything that decides a vector's bits: the digest of the feature space. */
    String digest();

    /** Makes the file that is run out of the network's. */
    void compose(Path source, Path target) throws IOException;

    /** Opens the backbone, for those lanes to run. */
    LaneBackbone open(PreparedFiles files, ImageDecoder images, Lanes lanes) throws IOException;
}
