package dev.regraft.backbone;

import dev.regraft.feature.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Where the files of a model come from. */
interface ModelSource {

    /** How the sources that there are begin. */
    List<String> SCHEMES = List.of("classpath:", "file:");

    /**
     * Gets the files, from elsewhere if they are not here yet.
     *
     * @param progress is told how far it is
     * @throws IOException if they cannot be had, with the reason for people to read
     */
    ModelFiles fetch(Consumer<Transfer> progress) throws IOException, InterruptedException;

    /** @throws RefusedException if there is no such source */
    static void requireScheme(String source) {
        if (SCHEMES.stream().noneMatch(source::startsWith)) {
            throw new RefusedException("invalid-backbone", "source", "source must begin with one of " + String.join(", ", SCHEMES) + ", " + RemoteModel.SCHEME + ": " + source);
        }
    }

    /**
     * The source that a definition names.
     *
     * @param folder for files that come from elsewhere
     */
    static ModelSource of(BackboneDefinition definition, Path folder) {
        String source = definition.source();
        String scheme = SCHEMES.stream().filter(source::startsWith).findFirst().orElseThrow();
        String rest = source.substring(scheme.length());
        return switch (scheme) {
            case "classpath:" -> new ClasspathSource(rest, folder);
            default -> new FileSource(Path.of(rest.startsWith("//") ? rest.substring(2) : rest));
        };
    }
}
