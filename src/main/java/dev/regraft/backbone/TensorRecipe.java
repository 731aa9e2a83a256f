package dev.regraft.backbone;

import dev.regraft.model.Asset;
import dev.regraft.model.ModelFiles;
import dev.regraft.model.Sha256;
import dev.regraft.onnx.PlacePooling;
import dev.regraft.onnx.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How a backbone of tensors is made. Everything here but names and places decides the features' bits.
 *
 * @param model the network's ONNX file
 * @param cut the tensor behind which the network is cut; null where its graph says
 * @param pooling how places become one vector; null for their mean
 */
record TensorRecipe(String name, String source, Asset model, String cut, PlacePooling pooling) implements Recipe {

    /** Raised when the code that prepares or runs a backbone changes the features' bits. */
    private static final int PREPARATION_VERSION = 1;

    /**
     * Of what a definition says.
     *
     * @throws IOException if it says what such a network has no use for
     */
    static TensorRecipe of(BackboneDefinition definition, ModelFiles files, String modelSha256) throws IOException {
        if (definition.preprocessing() != null) {
            throw new IOException("preprocessing is for backbones of images");
        }
        return new TensorRecipe(definition.name(), definition.source(), new Asset.Local(files.network(), modelSha256), definition.cut(),
                ImageImport.pooling(definition.pooling()));
    }

    @Override
    public String modality() {
        return "tensor";
    }

    @Override
    public String poolingWord() {
        return pooling == null ? null : pooling.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String digest() {
        return Sha256.of("""
                preparation %d
                model %s
                input tensor
                cut %s
                pooling %s
                norm l2
                """.formatted(PREPARATION_VERSION, model.sha256(), cut == null ? "recommended" : cut, pooling == null ? "usual" : poolingWord()));
    }

    @Override
    public void compose(Path source, Path target) throws IOException {
        TensorFile.compose(source, cut, pooling, target);
    }

    @Override
    public LaneBackbone open(PreparedFiles files, ImageDecoder images, Lanes lanes) throws IOException {
        return TensorBackbone.open(this, files, lanes);
    }
}
