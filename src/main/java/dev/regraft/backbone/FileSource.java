package dev.regraft.backbone;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A model that is on this machine already: an ONNX file with what belongs to it beside it, or a folder as the Hugging Face Hub has it.
 *
 * @param path of the file or the folder
 */
record FileSource(Path path) implements ModelSource {

    private static final List<String> MODELS = List.of("model.onnx", "onnx/model.onnx");

    @Override
    public ModelFiles fetch(Consumer<Transfer> progress) throws IOException {
        if (Files.isRegularFile(path)) {
            return new ModelFiles(path.toAbsolutePath().getParent(), path.getFileName().toString());
        }
        if (!Files.isDirectory(path)) {
            throw new FileNotFoundException("there must be an ONNX file or a folder at " + path.toAbsolutePath());
        }
        String model = MODELS.stream().filter(name -> Files.isRegularFile(path.resolve(name))).findFirst()
                .orElseThrow(() -> new FileNotFoundException("folder must hold one of " + String.join(", ", MODELS) + ": " + path.toAbsolutePath()));
        return new ModelFiles(path.toAbsolutePath(), model);
    }
}
