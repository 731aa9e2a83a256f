package dev.regraft.model;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model that is on this machine already: an ONNX file with what belongs to it beside it, or a folder as the Hugging Face Hub has it.
 *
 * @param path of the file or the folder
 * @param precision which of a folder's files is meant
 */
record FileSource(Path path, Precision precision) implements ModelSource {

    /** Files are looked for in the folder, and in those inside it. In the cache of a hub they are links. */
    private static final int DEPTH = 2;

    @Override
    public ModelFiles fetch(Consumer<Transfer> progress) throws IOException {
        if (Files.isRegularFile(path)) {
            if (precision != Precision.AUTO) {
                throw new IOException("precision must not be given where the source is a file: " + precision.word());
            }
            return new ModelFiles(path.toAbsolutePath().getParent(), path.getFileName().toString());
        }
        if (!Files.isDirectory(path)) {
            throw new FileNotFoundException("there must be an ONNX file or a folder at " + path.toAbsolutePath());
        }
        SortedSet<String> files = networks();
        String model = OnnxChoice.find(precision, files).orElseThrow(() -> new FileNotFoundException("folder must hold model.onnx or onnx/model.onnx, of "
                + "precision " + precision.word() + ": " + path.toAbsolutePath() + " has " + files));
        return new ModelFiles(path.toAbsolutePath(), model);
    }

    private SortedSet<String> networks() throws IOException {
        try (Stream<Path> files = Files.find(path, DEPTH, (file, is) -> is.isRegularFile() && file.toString().endsWith(".onnx"),
                FileVisitOption.FOLLOW_LINKS)) {
            return files.map(file -> path.relativize(file).toString().replace(File.separatorChar, '/')).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
