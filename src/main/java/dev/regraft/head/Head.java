package dev.regraft.head;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.List;
import java.util.Optional;

/**
 * A linear classifier over the features of one space: {@code softmax((x W + b) / temperature)}. Immutable.
 *
 * <p>The temperature calibrates the probabilities (Guo et al., ICML 2017); it never changes which label wins.
 */
public final class Head {

    private final FeatureSpace space;
    private final String algorithm;
    private final List<String> labels;
    private final float[] weights;
    private final float[] biases;
    private final float temperature;
    private final Novelty novelty;
    private final String sha256;

    /** A head that tells no novelty; the rest as below. */
    public Head(FeatureSpace space, String algorithm, List<String> labels, float[] weights, float[] biases, float temperature) {
        this(space, algorithm, labels, weights, biases, temperature, Optional.empty());
    }

    /**
     * @param algorithm name of the algorithm that trained it: {@code lda}
     * @param labels at least two, distinct, in the order of the columns of the weights
     * @param weights dimension × labels, row-major, finite; owned by the head from now on
     * @param biases one for each label, finite; owned by the head from now on
     * @param temperature positive and finite
     * @param novelty how unlike everything known an input is; empty if too little is known to say
     * @throws IllegalArgumentException if a shape does not fit or a number is not finite
     */
    public Head(FeatureSpace space, String algorithm, List<String> labels, float[] weights, float[] biases, float temperature,
            Optional<Novelty> novelty) {
        requireLabels(labels);
        requireShape("weights", weights, space.dimension() * labels.size());
        requireShape("biases", biases, labels.size());
        if (!(temperature > 0) || Float.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive and finite: " + temperature);
        }
        if (novelty.isPresent() && novelty.get().labels() != labels.size()) {
            throw new IllegalArgumentException("novelty must be of " + labels.size() + " labels: " + novelty.get().labels());
        }
        this.space = space;
        this.algorithm = algorithm;
        this.labels = List.copyOf(labels);
        this.weights = weights;
        this.biases = biases;
        this.temperature = temperature;
        this.novelty = novelty.orElse(null);
        this.sha256 = HeadFormat.digest(this);
    }

    private static void requireLabels(List<String> labels) {
        if (labels.size() < 2) {
            throw new IllegalArgumentException("a head must have at least 2 labels: " + labels.size());
        }
        if (labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("labels of a head must be distinct: " + labels);
        }
    }

    static void requireShape(String what, float[] numbers, int length) {
        if (numbers.length != length) {
            throw new IllegalArgumentException(what + " must have " + length + " numbers: " + numbers.length);
        }
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new IllegalArgumentException(what + " must be finite: " + number);
            }
        }
    }

    /**
     * Scores every label, and tells how novel the input is if this head can say.
     *
     * @param features a vector of this head's space
     * @return the prediction with all labels
     * @throws IllegalArgumentException if the vector has another dimension
     */
    public Prediction predict(Features features) {
        float[] logits = logits(features);
        Float share = novelty == null ? null : novelty.of(logits);
        return new Prediction(labels, softmax(logits), share);
    }

    /** The score of each label before temperature, in the order of {@link #labels()}. */
    private float[] logits(Features features) {
        if (features.dimension() != space.dimension()) {
            throw new IllegalArgumentException("dimension must be " + space.dimension() + ": " + features.dimension());
        }
        float[] x = new float[space.dimension()];
        features.toReal(x);
        float[] scores = biases.clone();
        for (int row = 0; row < x.length; row++) {
            addScaled(scores, x[row], row * scores.length);
        }
        return scores;
    }

    private void addScaled(float[] scores, float factor, int offset) {
        for (int k = 0; k < scores.length; k++) {
            scores[k] += factor * weights[offset + k];
        }
    }

    /** The calibrated probability of each label, in place of its score. */
    private float[] softmax(float[] scores) {
        float max = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        double[] exponentials = new double[scores.length];
        for (int k = 0; k < scores.length; k++) {
            exponentials[k] = Math.exp((scores[k] - max) / temperature);
            sum += exponentials[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] = (float) (exponentials[k] / sum);
        }
        return scores;
    }

    public FeatureSpace space() {
        return space;
    }

    public String algorithm() {
        return algorithm;
    }

    public List<String> labels() {
        return labels;
    }

    public float temperature() {
        return temperature;
    }

    /** How unlike everything known an input is; empty if this head cannot say. */
    Optional<Novelty> novelty() {
        return Optional.ofNullable(novelty);
    }

    /** SHA-256, in hex, of everything that decides this head's answers. */
    public String sha256() {
        return sha256;
    }

    byte[] weightBytes() {
        return HeadFormat.bytes(weights);
    }

    byte[] biasBytes() {
        return HeadFormat.bytes(biases);
    }
}
