package dev.regraft.backbone;

import dev.regraft.onnx.ModelLook;
import dev.regraft.onnx.PixelScale;
import java.io.IOException;

/** Finds out how an image backbone is made. */
final class ImageImport {

    private ImageImport() {
    }

    static ImageRecipe recipe(BackboneDefinition definition, ModelFiles files, ModelLook look) throws IOException {
        return new ImageRecipe(definition.name(), definition.source(), new Asset.Local(files.network(), look.sha256()), new PixelScale(127, 128),
                256, 224, 36);
    }
}
