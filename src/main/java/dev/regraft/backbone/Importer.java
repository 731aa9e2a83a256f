package dev.regraft.backbone;

import dev.regraft.model.Fetching;
import dev.regraft.model.ModelFiles;
import dev.regraft.model.ModelSource;
import dev.regraft.model.Transfer;
import dev.regraft.onnx.ModelLook;
import java.io.IOException;
import java.util.function.Consumer;

/** Finds out of a model's files how a backbone is made of them. */
final class Importer {

    private final Fetching fetching;

    Importer(Fetching fetching) {
        this.fetching = fetching;
    }

    /**
     * Gets the files that a definition names, and looks into them.
     *
     * @param progress is told how far the fetching is
     * @throws IOException if they cannot be had, or do not make a backbone, with the reason for people to read
     * @throws dev.regraft.onnx.UnusableModelException if the network breaks a rule
     */
    Recipe recipe(BackboneDefinition definition, Consumer<Transfer> progress) throws IOException, InterruptedException {
        ModelFiles files = ModelSource.of(definition.source(), definition.precision(), definition.sha256(), fetching).fetch(progress);
        ModelLook look = ModelLook.of(files.network());
        if (definition.sha256() != null && !definition.sha256().equals(look.fileSha256())) {
            throw new IOException("SHA-256 of " + files.model() + " must be " + definition.sha256() + ": " + look.fileSha256());
        }
        if (look.readsTokens()) {
            return TextImport.recipe(definition, files, look);
        }
        if (look.image().isPresent()) {
            return ImageImport.recipe(definition, files, look.image().get(), look.sha256());
        }
        return TensorRecipe.of(definition, files, look.sha256());
    }
}
