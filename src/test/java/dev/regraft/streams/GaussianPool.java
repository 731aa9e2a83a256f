package dev.regraft.streams;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Inputs that scatter evenly around the mean of their label, on the unit sphere: x = (μ_k + σ z / √d) / ‖·‖, ‖μ_k‖ = 1, z normal.
 *
 * @param space of d dimensions
 * @param labels by name: {@code label-00}, ...
 * @param means C × d
 * @param spread σ: at 1 noise is as long as the mean
 * @param test inputs that are never drawn
 */
public record GaussianPool(FeatureSpace space, List<String> labels, double[][] means, double spread, List<StreamedExample> test)
        implements Pool {

    /** @param testPerLabel how many test inputs each label has */
    public static GaussianPool of(int labels, int dimension, double spread, int testPerLabel, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] means = new double[labels][];
        for (int k = 0; k < labels; k++) {
            means[k] = unit(normal(dimension, random));
        }
        List<String> names = IntStream.range(0, labels).mapToObj("label-%02d"::formatted).toList();
        List<StreamedExample> test = new ArrayList<>();
        for (int i = 0; i < labels * testPerLabel; i++) {
            int label = i % labels;
            test.add(StreamedExample.of("test-" + i, draw(means[label], spread, random), names.get(label)));
        }
        return new GaussianPool(new FeatureSpace("gaussian", "0".repeat(64), dimension), names, means, spread, List.copyOf(test));
    }

    @Override
    public Draws draws(RandomGenerator random) {
        return label -> draw(means[labels.indexOf(label)], spread, random);
    }

    private static Features draw(double[] mean, double spread, RandomGenerator random) {
        double[] input = normal(mean.length, random);
        for (int i = 0; i < input.length; i++) {
            input[i] = mean[i] + spread / Math.sqrt(input.length) * input[i];
        }
        return quantised(input);
    }

    private static double[] normal(int dimension, RandomGenerator random) {
        double[] vector = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = random.nextGaussian();
        }
        return vector;
    }

    /** The vector at length 1, in fixed point. */
    static Features quantised(double[] vector) {
        double[] unit = unit(vector);
        float[] rounded = new float[unit.length];
        for (int i = 0; i < unit.length; i++) {
            rounded[i] = (float) unit[i];
        }
        return Features.quantise(rounded);
    }

    private static double[] unit(double[] vector) {
        double square = 0;
        for (double value : vector) {
            square += value * value;
        }
        double length = Math.sqrt(square);
        double[] unit = new double[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = vector[i] / length;
        }
        return unit;
    }
}
