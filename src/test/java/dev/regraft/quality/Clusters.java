package dev.regraft.quality;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Vectors of length one around a few centres, as backbones make them of inputs of a few kinds. */
final class Clusters {

    static final FeatureSpace SPACE = new FeatureSpace("toy", "0".repeat(64), 24);

    private final List<float[]> centres = new ArrayList<>();
    private final Random random;

    /** @param kind decides the centres; others are others */
    Clusters(int count, long kind, long seed) {
        Random place = new Random(kind);
        for (int k = 0; k < count; k++) {
            centres.add(normal(place, new float[SPACE.dimension()], 1));
        }
        this.random = new Random(seed);
    }

    Features next() {
        return Features.quantise(normal(random, centres.get(random.nextInt(centres.size())), 0.25));
    }

    List<Features> next(int count) {
        List<Features> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(next());
        }
        return drawn;
    }

    private static float[] normal(Random random, float[] centre, double spread) {
        double[] moved = new double[centre.length];
        double square = 0;
        for (int i = 0; i < moved.length; i++) {
            moved[i] = centre[i] + spread * random.nextGaussian();
            square += moved[i] * moved[i];
        }
        float[] normal = new float[moved.length];
        for (int i = 0; i < normal.length; i++) {
            normal[i] = (float) (moved[i] / Math.sqrt(square));
        }
        return normal;
    }
}
