package dev.regraft.backbone;

import dev.regraft.onnx.ModelLook;
import dev.regraft.onnx.Pooling;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;

/** Finds out how a text backbone is made. */
final class TextImport {

    private static final int USUAL_LENGTH = 512;

    private TextImport() {
    }

    static TextRecipe recipe(BackboneDefinition definition, ModelFiles files, ModelLook look) throws IOException {
        Asset tokenizer = files.find("tokenizer.json")
                .orElseThrow(() -> new FileNotFoundException("a text backbone must have a tokenizer.json beside it: " + files.network()));
        Pooling pooling = definition.pooling() == null ? Pooling.MEAN : Pooling.valueOf(definition.pooling().toUpperCase(Locale.ROOT));
        int length = definition.maxLength() == null ? USUAL_LENGTH : definition.maxLength();
        return new TextRecipe(definition.name(), definition.source(), new Asset.Local(files.network(), look.sha256()), tokenizer, pooling,
                length, look.dynamicallyQuantised());
    }
}
