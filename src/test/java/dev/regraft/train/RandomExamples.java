package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Target;
import dev.regraft.feature.Features;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Unit vectors around a random centre for each label, from a seed. */
final class RandomExamples {

    private final Random random;
    private final int dimension;
    private final float[][] centres;
    private final double spread;

    RandomExamples(long seed, int dimension, int labels, double spread) {
        this.random = new Random(seed);
        this.dimension = dimension;
        this.spread = spread;
        this.centres = new float[labels][dimension];
        for (float[] centre : centres) {
            for (int j = 0; j < dimension; j++) {
                centre[j] = (float) random.nextGaussian();
            }
        }
    }

    static FeatureSpace space(int dimension) {
        return new FeatureSpace("random", "ab".repeat(32), dimension);
    }

    static String label(int k) {
        return "label-%04d".formatted(k);
    }

    /** Hints that are the centres of the labels. */
    Hints hints() {
        SortedMap<String, Features> hints = new TreeMap<>();
        for (int k = 0; k < centres.length; k++) {
            hints.put(label(k), around(k, 0));
        }
        return new Hints(hints);
    }

    Features next(int label) {
        return around(label, spread);
    }

    private Features around(int label, double spread) {
        float[] x = new float[dimension];
        double square = 0;
        for (int j = 0; j < dimension; j++) {
            x[j] = (float) (centres[label][j] + spread * random.nextGaussian());
            square += x[j] * x[j];
        }
        for (int j = 0; j < dimension; j++) {
            x[j] /= (float) Math.sqrt(square) * 1.0001f;
        }
        return Features.quantise(x);
    }

    /** A set of {@code each} examples of every label, of weight 1. */
    TrainingSet set(int each) {
        TrainingSet set = new TrainingSet(space(dimension));
        for (int i = 0; i < each * centres.length; i++) {
            set.put("example-" + i, new Target.Label(label(i % centres.length)), 1, next(i % centres.length));
        }
        return set;
    }
}
