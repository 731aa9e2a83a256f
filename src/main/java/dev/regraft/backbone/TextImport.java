package dev.regraft.backbone;

import dev.regraft.model.Asset;
import dev.regraft.model.ModelFiles;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.ModelLook;
import dev.regraft.onnx.Pooling;
import java.io.IOException;

/** Finds out how a text backbone is made. */
final class TextImport {

    private TextImport() {
    }

    /** @throws IOException if it cannot be made as it is wanted, with the reason for people to read */
    static TextRecipe recipe(BackboneDefinition definition, ModelFiles files, ModelLook look) throws IOException {
        ModelLook.Input tokens = look.inputs().stream().filter(ModelLook.Input::isForTokens).findFirst().orElseThrow();
        long rows = tokens.shape().getFirst();
        if (rows > 1) {
            throw new IOException("a text backbone must take one text at a time, or any number of them: " + tokens);
        }
        TextFiles said = TextFiles.of(files);
        MaxTokens.requireCountedFromZero(said, look);
        Asset tokenizer = TokenizerFile.of(said);
        TokenizerRules rules = TokenizerRules.of(tokenizer.bytes());
        return new TextRecipe(definition.name(), definition.source(), new Asset.Local(files.network(), look.sha256()), tokenizer, definition.cut(),
                pooling(definition, said, look), MaxTokens.of(definition, said, rules, tokens.shape().getLast()), look.dynamicallyQuantised() || rows == 1,
                said.fill(rules));
    }

    private static Pooling pooling(BackboneDefinition definition, TextFiles said, ModelLook look) throws IOException {
        if (definition.cut() == null || !EncoderFile.isPooledAt(said.files().network(), definition.cut())) {
            return PoolingChoice.of(definition, said, look);
        }
        if (definition.pooling() != null) {
            throw new IOException("pooling must not be given where the cut is one vector already: " + definition.cut());
        }
        return Pooling.NONE;
    }
}
