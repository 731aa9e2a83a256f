package dev.regraft.feature;

/**
 * The space that feature vectors live in: vectors and heads belong together only if their spaces are equal.
 *
 * @param backbone name of the backbone that makes the vectors
 * @param digest SHA-256, in hex, of everything that decides a vector's bits: the prepared network, tokenizer, settings
 * @param dimension length of a vector
 */
public record FeatureSpace(String backbone, String digest, int dimension) {

    public FeatureSpace {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("digest must be 64 hexadecimal digits: " + digest);
        }
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be positive: " + dimension);
        }
    }
}
