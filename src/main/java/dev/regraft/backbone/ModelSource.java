package dev.regraft.backbone;

import dev.regraft.feature.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Where the files of a model come from. */
interface ModelSource {

    /** How the sources that there are begin. */
    List<String> SCHEMES = List.of("classpath:", "file:", "hf://", "https:", "http:");

    /**
     * Gets the files, from elsewhere if they are not here yet.
     *
     * @param progress is told how far it is
     * @throws IOException if they cannot be had, with the reason for people to read
     */
    ModelFiles fetch(Consumer<Transfer> progress) throws IOException, InterruptedException;

    /**
     * Checks what can be checked of a definition's source without asking anybody.
     *
     * @throws RefusedException if there is no such source
     */
    static void require(BackboneDefinition definition) {
        String source = definition.source();
        try {
            switch (scheme(source)) {
                case "hf://" -> HubModel.of(source);
                case "https:", "http:" -> HttpsSource.requireModel(WebAddress.of("source", source));
                default -> { }
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException("invalid-backbone", "source", e.getMessage());
        }
    }

    private static String scheme(String source) {
        return SCHEMES.stream().filter(source::startsWith).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "source must begin with one of " + String.join(", ", SCHEMES) + ", " + RemoteModel.SCHEME + ": " + source));
    }

    /** The source that a definition names, which {@link #require} has checked. */
    static ModelSource of(BackboneDefinition definition, Fetching fetching) {
        String source = definition.source();
        String scheme = scheme(source);
        String rest = source.substring(scheme.length());
        return switch (scheme) {
            case "classpath:" -> new ClasspathSource(rest, fetching.folder());
            case "hf://" -> new HubSource(HubModel.of(source), Precision.of(definition.precision()), fetching);
            case "https:", "http:" -> new HttpsSource(URI.create(source), definition.sha256(), fetching);
            default -> new FileSource(Path.of(rest.startsWith("//") ? rest.substring(2) : rest), Precision.of(definition.precision()));
        };
    }
}
