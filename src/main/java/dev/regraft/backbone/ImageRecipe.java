package dev.regraft.backbone;

import dev.regraft.onnx.ImageFile;
import dev.regraft.onnx.PixelScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How an image backbone is made. Everything here but names, places and {@code tokensWorth} decides the features' bits.
 *
 * @param model the network's ONNX file
 * @param scale what the network takes for a byte
 * @param shorterSide of an image after it is resized, in pixels
 * @param side of the square that is cut out of its middle, in pixels
 * @param tokensWorth how many tokens of a text take a lane as long as one image
 */
record ImageRecipe(String name, String source, Asset model, PixelScale scale, int shorterSide, int side, int tokensWorth)
        implements Recipe {

    /** Raised when the code that prepares or runs a backbone changes the features' bits. */
    private static final int PREPARATION_VERSION = 1;

    /** Those that come with the service; {@code src/bench/efficientnet_lite0.py} made the file. */
    static final List<ImageRecipe> KNOWN = List.of(new ImageRecipe("efficientnet-lite0",
            "classpath:dev/regraft/backbone/efficientnet-lite0.onnx", new Asset.Resource("dev/regraft/backbone/efficientnet-lite0.onnx",
                    "6898a2c114408f392b0a56aa7b38f8db24612556bf5e2506d9923033320c51f5"), new PixelScale(127, 128), 256, 224, 36));

    @Override
    public String modality() {
        return "image";
    }

    @Override
    public String digest() {
        return Sha256.of("""
                preparation %d
                model %s
                resize %d bicubic antialias
                crop %d centre
                mean %s
                deviation %s
                norm l2
                """.formatted(PREPARATION_VERSION, model.sha256(), shorterSide, side, scale.mean(), scale.deviation()));
    }

    @Override
    public void compose(Path source, Path target) throws IOException {
        ImageFile.compose(source, scale, target);
    }

    @Override
    public LaneBackbone open(PreparedFiles files, ImageDecoder images, Lanes lanes) throws IOException {
        return ImageBackbone.open(this, files, images, lanes);
    }
}
