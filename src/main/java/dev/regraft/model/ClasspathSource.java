package dev.regraft.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/**
 * A model in an artifact on the class path: {@code name.onnx}, and {@code name-tokenizer.json} or a {@code tokenizer.json} beside it.
 *
 * @param name of the resource of the ONNX file
 * @param folder to copy them to
 */
record ClasspathSource(String name, Path folder) implements ModelSource {

    private static final String MODEL = "model.onnx";
    @Override
    public ModelFiles fetch(Consumer<Transfer> progress) throws IOException {
        Path copies = folder.resolve("classpath-" + Sha256.of(name).substring(0, 16));
        Files.createDirectories(copies);
        if (!copy(name, copies.resolve(MODEL))) {
            throw new FileNotFoundException("class path must have the resource " + name);
        }
        String beside = name.substring(0, name.lastIndexOf('/') + 1);
        for (String file : ModelParts.SMALL) {
            Path copy = copies.resolve(file);
            Files.createDirectories(copy.getParent());
            boolean _ = copy(name.replaceFirst("\\.onnx$", "-" + file), copy) || copy(beside + file, copy);
        }
        return new ModelFiles(copies, MODEL);
    }

    private static boolean copy(String resource, Path target) throws IOException {
        try (InputStream in = Resources.open(resource)) {
            if (in == null) {
                return false;
            }
            Path temporary = Files.createTempFile(target.getParent(), "copy-", ".tmp");
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        }
    }
}
