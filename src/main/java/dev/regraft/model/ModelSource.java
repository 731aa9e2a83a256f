package dev.regraft.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Where the files of a model come from. */
public interface ModelSource {

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
     * Checks what can be checked of a source without asking anybody.
     *
     * @throws IllegalArgumentException if there is no such source, with the rule that it breaks
     */
    static void require(String source) {
        switch (scheme(source)) {
            case "hf://" -> HubModel.of(source);
            case "https:", "http:" -> HttpsSource.requireModel(WebAddress.of("source", source));
            default -> { }
        }
    }

    private static String scheme(String source) {
        return SCHEMES.stream().filter(source::startsWith).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "source must begin with one of " + String.join(", ", SCHEMES) + ": " + source));
    }

    /**
     * The source of that name, which {@link #require} has checked.
     *
     * @param precision which of a model's files is taken: {@code fp32}, {@code fp16} or {@code int8}; null for the best that there is
     * @param sha256 what the digest of the ONNX file will have to be, in hex; null if that is open
     */
    static ModelSource of(String source, String precision, String sha256, Fetching fetching) {
        String scheme = scheme(source);
        String rest = source.substring(scheme.length());
        return switch (scheme) {
            case "classpath:" -> new ClasspathSource(rest, fetching.folder());
            case "hf://" -> new HubSource(HubModel.of(source), Precision.of(precision), fetching);
            case "https:", "http:" -> new HttpsSource(URI.create(source), sha256, fetching);
            default -> new FileSource(Path.of(rest.startsWith("//") ? rest.substring(2) : rest), Precision.of(precision));
        };
    }
}
