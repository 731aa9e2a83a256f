package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.Arrays;
import java.util.Map;

/**
 * The n examples of a training set as they were at one moment, in the order {@link Example#BY_HASH}, for one other thread to read while the
 * set goes on changing.
 *
 * <p>Vectors are not copied: those that leave the set meanwhile keep their memory until this is closed, or is no longer reachable.
 */
final class Kept implements AutoCloseable {

    private final FeatureSpace space;
    private final Example[] examples;
    private final FeatureRows.Lease vectors;
    private boolean sorted;

    /** @param examples in any order; owned by this object from now on */
    Kept(FeatureSpace space, Example[] examples, FeatureRows.Lease vectors) {
        this.space = space;
        this.examples = examples;
        this.vectors = vectors;
    }

    FeatureSpace space() {
        return space;
    }

    /** n. */
    int size() {
        return examples.length;
    }

    private Example at(int i) {
        if (!sorted) {
            Arrays.sort(examples, Example.BY_HASH);
            sorted = true;
        }
        return examples[i];
    }

    /** The i-th example, with its vector as it was. */
    Example example(int i) {
        Example example = at(i);
        return example.in(row -> {
            short[] values = new short[space.dimension()];
            vectors.copy(row, values, 0);
            return Features.ofFixedPoint(values);
        }, example.row(), example.id(), example.target());
    }

    /** The id of the i-th example. */
    String id(int i) {
        return at(i).id();
    }

    /** What is right of the i-th example. */
    Target target(int i) {
        return at(i).target();
    }

    /** First 64 bits of the SHA-256 of the id of the i-th example. */
    long hash(int i) {
        return at(i).hash();
    }

    /** What else is known of the i-th example, by name. */
    Map<String, String> attributes(int i) {
        return at(i).attributes();
    }

    /** How many ordinary examples the i-th one counts for, in steps of 1/64. */
    int weight64(int i) {
        return at(i).weight64();
    }

    /** Writes the fixed-point vector of the i-th example to {@code target[offset .. offset + d)}. */
    void copy(int i, short[] target, int offset) {
        vectors.copy(at(i).row(), target, offset);
    }

    @Override
    public void close() {
        vectors.close();
    }
}
