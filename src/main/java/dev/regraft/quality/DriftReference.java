package dev.regraft.quality;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What served inputs are compared with: a sketch of the training set, of 6 kB whatever its size and dimension. A value that goes into the log.
 *
 * <p>It holds the mean of the {@link FourierFeatures} of the training vectors and, for the threshold, the eigenvalues of their covariance. If
 * m served inputs are drawn as the n training examples were, then ‖mean of the served − mean of the trained‖² / (1/m + 1/n) is distributed as
 * {@link WeightedChiSquares} of these (Gretton, Fukumizu, Harchaoui and Sriperumbudur, NeurIPS 2009, for the spectrum as the null distribution).
 *
 * <p>Equal vectors count once on both sides: who sends the same text a thousand times is no drift.
 *
 * @param space that the vectors live in
 * @param examples n, how many different vectors the sketch was made of
 * @param bandwidth σ of the kernel: the root mean square distance of two examples
 * @param mean of the features, 512 floats, big-endian, in Base64
 * @param eigenvalues of their covariance, at most 512 floats, in the same way
 */
public record DriftReference(FeatureSpace space, int examples, double bandwidth, String mean, String eigenvalues) {

    /** From so few different examples no threshold can be told. */
    public static final int FEWEST_EXAMPLES = 50;
    /** More examples than these make no difference to a window. */
    public static final int MOST_EXAMPLES = 5_000;
    /** Of how many examples the covariance is estimated. */
    private static final int COVARIANCE_EXAMPLES = 512;


    /**
     * The reference of a training set.
     *
     * @param sample vectors of the set, in an order that depends on the set alone: the same sample gives the same reference
     * @return empty if fewer than 50 of them are different
     */
    public static Optional<DriftReference> of(FeatureSpace space, List<Features> sample) {
        List<Features> vectors = List.copyOf(new LinkedHashSet<>(sample));
        if (vectors.size() < FEWEST_EXAMPLES) {
            return Optional.empty();
        }
        List<Features> spread = spread(vectors);
        double bandwidth = bandwidth(space.dimension(), spread);
        FourierFeatures fourier = new FourierFeatures(space.dimension(), bandwidth);
        return Optional.of(new DriftReference(space, vectors.size(), bandwidth, written(fourier.mean(vectors)),
                written(eigenvalues(fourier, spread))));
    }

    /** At most 512 of the vectors, from all parts of the list. */
    private static List<Features> spread(List<Features> vectors) {
        int count = Math.min(COVARIANCE_EXAMPLES, vectors.size());
        List<Features> spread = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            spread.add(vectors.get((int) ((long) i * vectors.size() / count)));
        }
        return spread;
    }

    /** √(2 Σ variances), by E‖x − y‖² = 2 tr Σ. */
    private static double bandwidth(int dimension, List<Features> vectors) {
        double[] sum = new double[dimension];
        double squares = 0;
        for (Features vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                double value = vector.fixedPoint(i) / (double) Features.ONE;
                sum[i] += value;
                squares += value * value;
            }
        }
        double ofMean = 0;
        for (double total : sum) {
            ofMean += total * total;
        }
        double n = vectors.size();
        return Math.sqrt(2 * (squares - ofMean / n) / (n - 1));
    }

    /** Of the covariance, by the k × k matrix of inner products, which has the same ones. */
    private static float[] eigenvalues(FourierFeatures fourier, List<Features> vectors) {
        float[] mean = fourier.mean(vectors);
        List<float[]> centred = new ArrayList<>();
        for (Features vector : vectors) {
            float[] features = fourier.of(vector);
            for (int j = 0; j < features.length; j++) {
                features[j] -= mean[j];
            }
            centred.add(features);
        }
        double[][] products = new double[centred.size()][centred.size()];
        for (int i = 0; i < products.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = dot(centred.get(i), centred.get(j)) / (products.length - 1);
                products[j][i] = products[i][j];
            }
        }
        double[] eigenvalues = SymmetricEigenvalues.of(products);
        float[] result = new float[eigenvalues.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) Math.max(0, eigenvalues[i]);
        }
        return result;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static String written(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
        bytes.asFloatBuffer().put(numbers);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static float[] read(String numbers) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(numbers));
        float[] read = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(read);
        return read;
    }
}
