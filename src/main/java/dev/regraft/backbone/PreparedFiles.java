package dev.regraft.backbone;

import dev.regraft.model.Sha256;
import dev.regraft.onnx.CutList;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder of prepared networks: {@code <digest>.onnx}, cut and composed once, and beside it {@code <digest>.sha256} of that file.
 *
 * <p>A file is used again only if its SHA-256 is the one beside it: that finds every rotten or half-written byte and costs some tens
 * of milliseconds, less than the runtime takes to load it. It is no protection against somebody who may write to the folder.
 * Several processes may prepare at once: each writes a temporary file and moves it, and all write the same bytes.
 */
final class PreparedFiles {

    private final Path folder;

    PreparedFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The prepared file of a recipe, made if there is none, or a rotten one.
     *
     * @throws IOException if the source is missing, is not the one that the recipe pins, or the folder cannot be written
     */
    Path prepare(Recipe recipe) throws IOException {
        Path prepared = folder.resolve(recipe.digest() + ".onnx");
        Path checksum = folder.resolve(recipe.digest() + ".sha256");
        if (!isSound(prepared, checksum)) {
            Files.createDirectories(folder);
            compose(recipe, prepared, checksum);
        }
        return prepared;
    }

    private static boolean isSound(Path prepared, Path checksum) throws IOException {
        return Files.isRegularFile(prepared) && Files.isRegularFile(checksum)
                && Files.readString(checksum).strip().equals(Sha256.ofFile(prepared));
    }

    private void compose(Recipe recipe, Path prepared, Path checksum) throws IOException {
        Path source = Files.createTempFile(folder, recipe.name() + "-source-", ".tmp");
        Path composed = Files.createTempFile(folder, recipe.name() + "-composed-", ".tmp");
        Path digest = Files.createTempFile(folder, recipe.name() + "-digest-", ".tmp");
        try {
            recipe.compose(recipe.model().file(source), composed);
            Files.writeString(digest, Sha256.ofFile(composed) + "\n");
            Files.move(composed, prepared, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.move(digest, checksum, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(composed);
            Files.deleteIfExists(digest);
        }
    }

    /**
     * Where the network of a recipe can be cut.
     *
     * @throws IOException as {@link #prepare}
     */
    List<CutTensor> cuts(Recipe recipe) throws IOException {
        Files.createDirectories(folder);
        Path source = Files.createTempFile(folder, recipe.name() + "-source-", ".tmp");
        try {
            return CutList.of(recipe.model().file(source), folder).stream().map(CutTensor::of).toList();
        } finally {
            Files.deleteIfExists(source);
        }
    }
}
