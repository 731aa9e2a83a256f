package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.Map;

/**
 * One labeled example that is kept.
 *
 * @param hash first 64 bits of the SHA-256 of the id in UTF-8
 * @param target what is right of it
 * @param weight64 its weight in steps of 1/64, in [0, 6400]
 * @param attributes what else is known of it, by name; no head is learned from them
 */
public record Example(String id, long hash, Target target, int weight64, Map<String, String> attributes, Features features) {

    /** The weight 1. */
    static final int WEIGHT_ONE = 64;

    private static final double WEIGHT_LIMIT = 100;

    /** A fixed shuffle: by hash of the id, by id where two hashes are equal. */
    static final Comparator<Example> BY_HASH = Comparator.comparingLong(Example::hash).thenComparing(Example::id);

    /** @throws IllegalArgumentException if the weight is not in [0, 100] */
    static Example of(String id, Target target, double weight, Map<String, String> attributes, Features features) {
        if (!(weight >= 0 && weight <= WEIGHT_LIMIT)) {
            throw new IllegalArgumentException("weight must be in [0, 100]: " + weight);
        }
        int weight64 = weight == 0 ? 0 : (int) Math.max(1, Math.round(weight * WEIGHT_ONE));
        return new Example(id, hashOf(id), target, weight64, attributes, features);
    }

    private static long hashOf(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How many ordinary examples it counts for, in [0, 100]. */
    public double weight() {
        return weight64 / (double) WEIGHT_ONE;
    }
}
