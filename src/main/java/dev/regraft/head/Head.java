package dev.regraft.head;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.List;
import java.util.Optional;

/** A linear predictor over the features of one space: scores z = x W + b, and what its {@link Output} makes of them. Immutable. */
public final class Head {

    private final FeatureSpace space;
    private final String algorithm;
    private final Output output;
    private final Optional<Expansion> expansion;
    private final Linear linear;
    private final Optional<Novelty> novelty;
    private final String sha256;

    /** A head of the features as they are, that tells no novelty; the rest as below. */
    public Head(FeatureSpace space, String algorithm, Output output, Linear linear) {
        this(space, algorithm, output, Optional.empty(), linear, Optional.empty());
    }

    /**
     * @param algorithm name of the algorithm that trained it: {@code lda}
     * @param expansion what is made of the features before they are weighed; empty if nothing
     * @param linear as many columns as the output has, as many rows as the space, or the expansion, has dimensions
     * @param novelty how unlike everything known an input is; empty if too little is known to say
     * @throws IllegalArgumentException if a shape does not fit
     */
    public Head(FeatureSpace space, String algorithm, Output output, Optional<Expansion> expansion, Linear linear,
            Optional<Novelty> novelty) {
        int rows = expansion.map(Expansion::width).orElse(space.dimension());
        Linear.requireLength("weights", linear.rows() * linear.columns(), rows * output.columns());
        Linear.requireLength("biases", linear.columns(), output.columns());
        this.space = space;
        this.algorithm = algorithm;
        this.output = output;
        this.expansion = expansion;
        this.linear = linear;
        this.novelty = novelty;
        novelty.ifPresent(n -> n.requireFits(this));
        this.sha256 = HeadFormat.digest(this);
    }

    /**
     * Scores every label, or tells the number, and how novel the input is if this head can say.
     *
     * @param features a vector of this head's space
     * @throws IllegalArgumentException if the vector has another dimension
     */
    public Prediction predict(Features features) {
        Features seen = expansion.map(e -> e.of(features)).orElse(features);
        float[] scores = linear.of(seen);
        Float share = novelty.map(n -> n.of(seen, scores)).orElse(null);
        switch (output) {
            case Output.SingleLabel(_, float temperature) -> softmax(scores, temperature);
            case Output.MultiLabel _ -> sigmoid(scores);
            case Output.Regression _ -> { }
        }
        return new Prediction(output, scores, share);
    }

    /** The calibrated probability of each label, in place of its score. */
    private static void softmax(float[] scores, float temperature) {
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
    }

    private static void sigmoid(float[] scores) {
        for (int k = 0; k < scores.length; k++) {
            scores[k] = (float) (1 / (1 + Math.exp(-scores[k])));
        }
    }

    /**
     * The same head for the vectors of which the expansion makes those that this one weighs.
     *
     * @throws IllegalArgumentException if this one weighs others
     */
    public Head over(FeatureSpace vectors, Expansion made) {
        return new Head(vectors, algorithm, output, Optional.of(made), linear, novelty);
    }

    /**
     * The head whose scores are the means of what heads of one label score, each at its own temperature.
     *
     * @param heads of the same space, labels and expansion; at least one
     * @param algorithm name of what trained them
     * @param temperature of the mean
     * @param known a head of the same vectors and labels that tells novelty as this one is to
     */
    public static Head meanOf(List<Head> heads, String algorithm, float temperature, Head known) {
        Head first = heads.getFirst();
        double[] weights = new double[first.linear.rows() * first.linear.columns()];
        double[] biases = new double[first.linear.columns()];
        for (Head head : heads) {
            double share = 1.0 / (heads.size() * ((Output.SingleLabel) head.output).temperature());
            add(head.linear.weights(), share, weights);
            add(head.linear.biases(), share, biases);
        }
        Optional<Novelty> novelty = known.novelty.map(n -> n.discriminant().isPresent() ? n : n.by(known.linear));
        return new Head(first.space, algorithm, new Output.SingleLabel(first.labels(), temperature), first.expansion,
                new Linear(rounded(weights), rounded(biases)), novelty);
    }

    private static void add(float[] numbers, double share, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += share * numbers[i];
        }
    }

    private static float[] rounded(double[] numbers) {
        float[] rounded = new float[numbers.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) numbers[i];
        }
        return rounded;
    }

    public FeatureSpace space() {
        return space;
    }

    public String algorithm() {
        return algorithm;
    }

    public Output output() {
        return output;
    }

    /** The labels in the order of the scores; none for a number. */
    public List<String> labels() {
        return output.labels();
    }

    /** What is made of the features before they are weighed; empty if nothing. */
    public Optional<Expansion> expansion() {
        return expansion;
    }

    Linear linear() {
        return linear;
    }

    /** How unlike everything known an input is; empty if this head cannot say. */
    Optional<Novelty> novelty() {
        return novelty;
    }

    /** SHA-256, in hex, of everything that decides this head's answers. */
    public String sha256() {
        return sha256;
    }
}
