package dev.regraft.backbone;

import dev.regraft.model.Sha256;
import java.net.URI;
import java.util.Optional;

/**
 * A model that others run behind {@code POST {base URL}/embeddings}, as OpenAI's API has it: what decides its features, and how it is entered.
 *
 * @param name of the backbone
 * @param model what the provider calls it
 * @param baseUrl for example {@code https://api.openai.com/v1}; without a slash at its end
 * @param key sent as a bearer token, to this URL only; empty if none is asked for
 * @param dimensions asked of the provider, which then shortens its vectors; null for as many as the model makes
 * @param textCharacters read of a text, in Unicode code points; the rest is cut off
 */
record RemoteModel(String name, String model, URI baseUrl, Optional<ApiKey> key, Integer dimensions, int textCharacters) {

    /** What the source of such a backbone begins with. */
    static final String SCHEME = "openai://";

    /** Raised when the code that asks, or reads the answer, changes the features' bits. */
    private static final int PREPARATION_VERSION = 1;

    RemoteModel {
        if (model.isBlank()) {
            throw new IllegalArgumentException("source of backbone " + name + " must name a model, as in openai://text-embedding-3-small: "
                    + SCHEME + model);
        }
        if (baseUrl.getHost() == null || !("https".equals(baseUrl.getScheme()) || "http".equals(baseUrl.getScheme()))) {
            throw new IllegalArgumentException("base-url of backbone " + name + " must be an http or https URL: " + baseUrl);
        }
        if (baseUrl.getUserInfo() != null || baseUrl.getQuery() != null || baseUrl.getFragment() != null) {
            // Not with the value: it may be a secret.
            throw new IllegalArgumentException("base-url of backbone " + name
                    + " must have neither credentials, query nor fragment: keys belong into api-key");
        }
        Positive.require(name, "dimensions", dimensions);
        Positive.require(name, "text-characters", textCharacters);
        baseUrl = URI.create(baseUrl.toString().replaceAll("/+$", ""));
    }

    /** Where the network comes from. */
    String source() {
        return SCHEME + model;
    }

    /**
     * SHA-256, in hex, of what is known to decide a vector's bits. The provider may run another network under the same name: of that it
     * knows nothing but the dimension.
     *
     * @param dimension of the vectors that came
     */
    String digest(int dimension) {
        return Sha256.of("""
                remote preparation %d
                base-url %s
                model %s
                dimension %d
                norm l2
                text-characters %d
                """.formatted(PREPARATION_VERSION, baseUrl, model, dimension, textCharacters));
    }

    /** A secret: it is not written anywhere by accident. */
    record ApiKey(String value) {

        ApiKey {
            if (value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("api-key must be visible ASCII characters");
            }
        }

        /** A text without this key. */
        String removedFrom(String text) {
            return text.replace(value, "***");
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
