package dev.regraft.head;

import dev.regraft.feature.Features;
import java.util.Arrays;
import java.util.Optional;

/**
 * How unlike everything known an input is: the relative Mahalanobis distance (Ren, Fort, Liu, Roy, Padhy and Lakshminarayanan, arXiv
 * 2106.09022) as a share of known examples. Immutable.
 *
 * <p>With labels of means m + d_k, shares p_k and one covariance Σ̂ = P⁻¹, and all examples together of mean m and covariance Σ̂ + Σ_k p_k d_k d_kᵀ,
 * r(x) = min_k MD_k − MD_0 is a function of the logits z_k = w_k · x + b_k alone. Let y = x − m, h_k = d_kᵀ P d_k and g_k = d_kᵀ P y = z_k + c_k,
 * c_k = ½ h_k − ln p_k; then by Woodbury, with D of columns √p_k d_k,
 * <pre>r = min_k (h_k − 2 g_k) + gᵀ B g,  B = diag(√p) (I + Dᵀ P D)⁻¹ diag(√p).</pre>
 * So it sees only the directions that tell labels apart: where labels are few and broad, an input from another world may look known.
 *
 * <p>Novelty is the share of known examples, each left out in turn, of a lesser r: linear between their quantiles.
 */
public final class Novelty {

    /** The most labels of a head that tells novelty: B grows with their square. */
    public static final int MOST_LABELS = 512;
    /** How many quantiles there are, of probabilities 0, 1/40, …, 1. */
    public static final int QUANTILES = 41;
    /** What is above is novel; this share of known examples is not. */
    static final float THRESHOLD = 0.95f;

    private final Optional<Linear> discriminant;
    private final float[] offsets;
    private final float[] lengths;
    private final float[] triangle;
    private final float[] quantiles;

    /** Novelty by the logits of a head that is itself that discriminant; the rest as below. */
    public Novelty(float[] offsets, float[] lengths, float[] triangle, float[] quantiles) {
        this(Optional.empty(), offsets, lengths, triangle, quantiles);
    }

    /**
     * @param discriminant gives the logits z; empty if the head's own scores are these
     * @param offsets c, one for each of at most 512 labels, finite; owned by this object from now on, like the other arrays
     * @param lengths h, one for each label, finite
     * @param triangle the upper triangle of B, row by row, those off the diagonal doubled; finite
     * @param quantiles 41 quantiles of r over known examples left out, finite and ascending
     * @throws IllegalArgumentException if a shape does not fit, a number is not finite, or the quantiles descend
     */
    public Novelty(Optional<Linear> discriminant, float[] offsets, float[] lengths, float[] triangle, float[] quantiles) {
        int labels = offsets.length;
        if (labels > MOST_LABELS) {
            throw new IllegalArgumentException("labels of a head that tells novelty must be at most " + MOST_LABELS + ": " + labels);
        }
        Linear.requireShape("offsets of novelty", offsets, labels);
        Linear.requireShape("lengths of novelty", lengths, labels);
        Linear.requireShape("triangle of novelty", triangle, triangleSize(labels));
        Linear.requireShape("quantiles of novelty", quantiles, QUANTILES);
        for (int i = 1; i < QUANTILES; i++) {
            if (quantiles[i] < quantiles[i - 1]) {
                throw new IllegalArgumentException("quantiles of novelty must ascend: " + Arrays.toString(quantiles));
            }
        }
        discriminant.ifPresent(d -> Linear.requireLength("biases of the discriminant", d.columns(), labels));
        this.discriminant = discriminant;
        this.offsets = offsets;
        this.lengths = lengths;
        this.triangle = triangle;
        this.quantiles = quantiles;
    }

    /** How many numbers the upper triangle of B has. */
    public static int triangleSize(int labels) {
        return labels * (labels + 1) / 2;
    }

    /**
     * With a discriminant of its own, for a head whose scores are others.
     *
     * @param discriminant of the logits that this object is made for
     */
    public Novelty by(Linear discriminant) {
        return new Novelty(Optional.of(discriminant), offsets, lengths, triangle, quantiles);
    }

    void requireFits(Head head) {
        int rows = discriminant.map(Linear::rows).orElse(head.linear().rows());
        if (rows != head.linear().rows()) {
            throw new IllegalArgumentException("novelty must be of dimension " + head.linear().rows() + ": " + rows);
        }
        if (discriminant.isEmpty() && offsets.length != head.output().columns()) {
            throw new IllegalArgumentException("novelty must be of " + head.output().columns() + " labels: " + offsets.length);
        }
    }

    /** Gives the logits; empty if the head's own scores are these. */
    Optional<Linear> discriminant() {
        return discriminant;
    }

    /**
     * The share of known examples that are less unlike the others than this input is, in [0, 1].
     *
     * @param features what the head weighs
     * @param scores what came of it
     */
    float of(Features features, float[] scores) {
        return share(distance(discriminant.map(d -> d.of(features)).orElse(scores)));
    }

    /** r of an input's logits. */
    double distance(float[] logits) {
        int labels = offsets.length;
        float[] g = new float[labels];
        float nearest = Float.POSITIVE_INFINITY;
        for (int k = 0; k < labels; k++) {
            g[k] = logits[k] + offsets[k];
            nearest = Math.min(nearest, lengths[k] - 2 * g[k]);
        }
        return nearest + square(g);
    }

    /** gᵀ B g, two rows of the triangle at a time. */
    private double square(float[] g) {
        float[] product = new float[g.length];
        int first = 0;
        int k = 0;
        for (; k + 2 <= g.length; k += 2) {
            int second = first + g.length - k;
            product[k] += g[k] * triangle[first];
            addScaled(product, g[k], first - k, g[k + 1], second - (k + 1), k + 1);
            first = second + g.length - (k + 1);
        }
        if (k < g.length) {
            product[k] += g[k] * triangle[first];
        }
        double square = 0;
        for (k = 0; k < g.length; k++) {
            square += (double) g[k] * product[k];
        }
        return square;
    }

    private void addScaled(float[] product, float factorA, int offsetA, float factorB, int offsetB, int from) {
        for (int j = from; j < product.length; j++) {
            product[j] += factorA * triangle[offsetA + j] + factorB * triangle[offsetB + j];
        }
    }

    /** The share of known examples below r: 0 up to the first quantile, 1 beyond the last. */
    float share(double r) {
        int above = 0;
        while (above < QUANTILES && quantiles[above] < r) {
            above++;
        }
        if (above == 0 || above == QUANTILES) {
            return above == 0 ? 0 : 1;
        }
        double low = quantiles[above - 1];
        return (float) ((above - 1 + (r - low) / (quantiles[above] - low)) / (QUANTILES - 1));
    }

    /** Offsets, lengths, triangle and quantiles, in the order of {@link HeadFormat}. */
    float[][] parts() {
        return new float[][] {offsets, lengths, triangle, quantiles};
    }
}
