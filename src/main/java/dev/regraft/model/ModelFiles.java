package dev.regraft.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one model, on this machine.
 *
 * @param folder they are in, as their maker has laid them out
 * @param model path of the ONNX file in it; weights outside of it are beside it
 */
public record ModelFiles(Path folder, String model) {

    private static final long MOST_BYTES = 64L << 20;

    /** The ONNX file. */
    public Path network() {
        return folder.resolve(model);
    }

    /**
     * One of the files that say how a model is used.
     *
     * @param name its path in the folder; one beside the ONNX file will do too
     * @throws IOException if it is there but cannot be read, or is larger than 64 MiB
     */
    public Optional<Asset> find(String name) throws IOException {
        for (Path path : new Path[] {folder.resolve(name), network().resolveSibling(name)}) {
            if (Files.isRegularFile(path)) {
                if (Files.size(path) > MOST_BYTES) {
                    throw new IOException(name + " of a model must have at most " + MOST_BYTES + " bytes: " + Files.size(path));
                }
                return Optional.of(new Asset.Local(path, Sha256.of(Files.readAllBytes(path))));
            }
        }
        return Optional.empty();
    }
}
