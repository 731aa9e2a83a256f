package dev.regraft.backbone;

import dev.regraft.model.Asset;
import dev.regraft.model.Sha256;
import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.onnx.ImageFile;
import dev.regraft.onnx.ImagePreparation;
import dev.regraft.onnx.PlacePooling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How an image backbone is made. Everything here but names and places decides the features' bits.
 *
 * @param model the network's ONNX file
 * @param preprocessing what is done to an image before
 * @param cut the tensor behind which the network is cut; null where its graph says
 * @param pooling how the places of an image become one vector; null where the graph says
 */
record ImageRecipe(String name, String source, Asset model, Preprocessing preprocessing, String cut, PlacePooling pooling) implements Recipe {

    /** Raised when the code that prepares or runs a backbone changes the features' bits. */
    private static final int PREPARATION_VERSION = 2;

    /** Those that come with the service; {@code src/bench/efficientnet_lite0.py} made the file. */
    static final List<ImageRecipe> KNOWN = List.of(new ImageRecipe("efficientnet-lite0",
            "classpath:dev/regraft/backbone/efficientnet-lite0.onnx", new Asset.Resource("dev/regraft/backbone/efficientnet-lite0.onnx",
                    "6898a2c114408f392b0a56aa7b38f8db24612556bf5e2506d9923033320c51f5"),
            new Preprocessing(new Frame(new Frame.Resizing.ShorterSide(256, Frame.Filter.BICUBIC), 224, 224), 1, List.of(127.0, 127.0, 127.0),
                    List.of(128.0, 128.0, 128.0), false, "known: TensorFlow TPU's EfficientNet-Lite"), null, null));

    @Override
    public String modality() {
        return "image";
    }

    @Override
    public String poolingWord() {
        return pooling == null ? null : pooling.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public JsonNode preprocessingJson() {
        return preprocessing.json();
    }

    @Override
    public String digest() {
        return Sha256.of("""
                preparation %d
                model %s
                %snorm l2
                """.formatted(PREPARATION_VERSION, model.sha256(), preprocessing.decisive())
                + (cut == null ? "" : "cut " + cut + "\n") + (pooling == null ? "" : "pooling " + poolingWord() + "\n"));
    }

    @Override
    public void compose(Path source, Path target) throws IOException {
        ImageFile.compose(source, new ImagePreparation(preprocessing.scale(), preprocessing.frame().height(), preprocessing.frame().width(),
                cut, pooling), target);
    }

    @Override
    public LaneBackbone open(PreparedFiles files, ImageDecoder images, Lanes lanes) throws IOException {
        return ImageBackbone.open(this, files, images, lanes);
    }
}
