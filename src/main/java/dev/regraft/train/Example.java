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
 * One labeled example that is kept. Its vector lies where its {@link TrainingSet} keeps them: it can be read by the thread that writes the
 * set, and until the example is replaced or removed.
 */
public final class Example {

    /** The weight 1. */
    static final int WEIGHT_ONE = 64;

    static final double WEIGHT_LIMIT = 100;

    /** A fixed shuffle: by hash of the id, by id where two hashes are equal. */
    static final Comparator<Example> BY_HASH = Comparator.comparingLong(Example::hash).thenComparing(Example::id);

    private final String id;
    private final long hash;
    private final Target target;
    private final int weight64;
    private final Map<String, String> attributes;
    private final Vectors vectors;
    private final int row;

    /** Where vectors are kept. */
    @FunctionalInterface
    interface Vectors {
        Features features(int row);
    }

    private Example(String id, long hash, Target target, int weight64, Map<String, String> attributes, Vectors vectors, int row) {
        this.id = id;
        this.hash = hash;
        this.target = target;
        this.weight64 = weight64;
        this.attributes = attributes;
        this.vectors = vectors;
        this.row = row;
    }

    /**
     * An example that has its vector to itself.
     *
     * @throws IllegalArgumentException if the weight is not in [0, 100]
     */
    static Example of(String id, Target target, double weight, Map<String, String> attributes, Features features) {
        if (!(weight >= 0 && weight <= WEIGHT_LIMIT)) {
            throw new IllegalArgumentException("weight must be in [0, 100]: " + weight);
        }
        int weight64 = weight == 0 ? 0 : (int) Math.max(1, Math.round(weight * WEIGHT_ONE));
        return new Example(id, hashOf(id), target, weight64, attributes, _ -> features, 0);
    }

    /** The same example, kept elsewhere. */
    Example in(Vectors place, int placeRow, String sharedId, Target sharedTarget) {
        return new Example(sharedId, hash, sharedTarget, weight64, attributes, place, placeRow);
    }

    /** The same of another vector. */
    Example with(Features features) {
        return new Example(id, hash, target, weight64, attributes, _ -> features, 0);
    }

    private static long hashOf(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public String id() {
        return id;
    }

    /** First 64 bits of the SHA-256 of the id in UTF-8. */
    public long hash() {
        return hash;
    }

    /** What is right of it. */
    public Target target() {
        return target;
    }

    /** Its weight in steps of 1/64, in [0, 6400]. */
    public int weight64() {
        return weight64;
    }

    /** How many ordinary examples it counts for, in [0, 100]. */
    public double weight() {
        return weight64 / (double) WEIGHT_ONE;
    }

    /** What else is known of it, by name; no head is learned from them. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** Its vector, in a copy of its own. */
    public Features features() {
        return vectors.features(row);
    }

    /** Where its vector is among those it is kept with. */
    int row() {
        return row;
    }

    /** Whether the other says the same of the same id. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Example that && hash == that.hash && id.equals(that.id) && weight64 == that.weight64
                && target.equals(that.target) && attributes.equals(that.attributes) && features().equals(that.features());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    @Override
    public String toString() {
        return "Example[" + id + ", " + target + ", " + weight() + "]";
    }
}
