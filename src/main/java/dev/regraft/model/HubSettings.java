package dev.regraft.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which hub is asked, as whom, and where its files are kept: told by the environment variables that the tools of Hugging Face read, so
 * that a cache which they filled serves here, and the other way round.
 *
 * @param endpoint {@code HF_ENDPOINT}: the hub, or a mirror of it
 * @param tokenFile {@code HF_TOKEN_PATH}, or {@code token} in {@code HF_HOME}: read where {@code HF_TOKEN} is not set
 * @param cache {@code HF_HUB_CACHE}, or {@code hub} in {@code HF_HOME}
 * @param offline {@code HF_HUB_OFFLINE}: whether the network is never used
 */
public record HubSettings(URI endpoint, Optional<String> givenToken, Path tokenFile, Path cache, boolean offline) {

    private static final String HUB = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    public HubSettings {
        WebAddress.requireHttp("HF_ENDPOINT", endpoint);
    }

    /**
     * By an environment.
     *
     * @param userHome folder of the user that this process runs as
     * @throws IllegalArgumentException if {@code HF_ENDPOINT} is no address
     */
    public static HubSettings of(Map<String, String> environment, Path userHome) {
        Path home = path(environment, userHome, "HF_HOME")
                .orElseGet(() -> path(environment, userHome, "XDG_CACHE_HOME").orElse(userHome.resolve(".cache")).resolve("huggingface"));
        return new HubSettings(
                WebAddress.of("HF_ENDPOINT", text(environment, "HF_ENDPOINT").orElse(HUB).replaceAll("/+$", "")),
                text(environment, "HF_TOKEN").or(() -> text(environment, "HUGGING_FACE_HUB_TOKEN")),
                path(environment, userHome, "HF_TOKEN_PATH").orElse(home.resolve("token")),
                path(environment, userHome, "HF_HUB_CACHE").or(() -> path(environment, userHome, "HUGGINGFACE_HUB_CACHE"))
                        .orElse(home.resolve("hub")),
                isTrue(environment, "HF_HUB_OFFLINE") || isTrue(environment, "TRANSFORMERS_OFFLINE"));
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> path(Map<String, String> environment, Path userHome, String name) {
        return text(environment, name).map(text -> text.equals("~") || text.startsWith("~/")
                ? userHome.resolve(text.substring(1).replaceAll("^/+", ""))
                : Path.of(text));
    }

    private static boolean isTrue(Map<String, String> environment, String name) {
        return text(environment, name).map(text -> TRUE.contains(text.toUpperCase(Locale.ROOT))).orElse(false);
    }

    /** Who asks; empty for nobody. A file that cannot be read is an error: asking as nobody would tell that a model is not there. */
    Optional<String> token() throws IOException {
        if (givenToken.isPresent() || !Files.exists(tokenFile)) {
            return givenToken;
        }
        return Optional.of(Files.readString(tokenFile).strip()).filter(text -> !text.isEmpty());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint + ", " + cache + (offline ? ", offline]" : "]");
    }
}
