package dev.regraft.head;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Heads with normally distributed weights, and vectors for them, from a seed. */
final class RandomHeads {

    private final Random random;
    private final FeatureSpace space;
    private final List<String> labels;

    RandomHeads(long seed, int dimension, int labels) {
        this.random = new Random(seed);
        this.space = new FeatureSpace("toy", "0".repeat(64), dimension);
        this.labels = IntStream.range(0, labels).mapToObj(k -> "label-" + k).toList();
    }

    /** Weights (dimension × labels, row-major) and biases of a linear classifier. */
    record Weights(float[] weights, float[] biases) {
    }

    Weights weights() {
        return new Weights(numbers(space.dimension() * labels.size()), numbers(labels.size()));
    }

    Head head(Weights weights, float temperature) {
        return head(weights, temperature, Optional.empty());
    }

    Head head(Weights weights, float temperature, Optional<Novelty> novelty) {
        return new Head(space, "toy", new Output.SingleLabel(labels, temperature), Optional.empty(),
                new Linear(weights.weights().clone(), weights.biases().clone()), novelty);
    }

    /** A vector of length 1, or nearly. */
    Features features() {
        float[] x = numbers(space.dimension());
        double square = 0;
        for (float number : x) {
            square += number * number;
        }
        for (int j = 0; j < x.length; j++) {
            x[j] /= (float) Math.sqrt(square);
        }
        return Features.quantise(x);
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
