package dev.regraft.quality;

import dev.regraft.feature.Features;
import java.util.Random;

/**
 * Random Fourier features of the Gaussian kernel exp(−‖x − y‖² / 2σ²) (Rahimi and Recht, NeurIPS 2007): √(2/D) cos(ω_j · x / σ + b_j) with
 * D = 512, ω standard normal and b uniform. The squared distance of two means of them is the maximum mean discrepancy under the kernel that
 * they approximate. Immutable.
 *
 * <p>ω and b come from {@link Random} with a fixed seed, whose algorithm is part of Java's specification: who wrote a sketch and who reads it
 * draw the same.
 */
final class FourierFeatures {

    /** D. */
    static final int COUNT = 512;
    private static final long SEED = 0x5EED_D81F_7ACEL;

    private final int dimension;
    private final float[][] frequencies = new float[COUNT][];
    private final float[] phases = new float[COUNT];

    /**
     * @param dimension of the vectors
     * @param bandwidth σ, positive
     */
    FourierFeatures(int dimension, double bandwidth) {
        this.dimension = dimension;
        Random random = new Random(SEED);
        for (int j = 0; j < COUNT; j++) {
            frequencies[j] = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                frequencies[j][i] = (float) (random.nextGaussian() / bandwidth);
            }
            phases[j] = (float) (random.nextDouble() * 2 * Math.PI);
        }
    }

    /**
     * Of one vector.
     *
     * @throws IllegalArgumentException if it has another dimension
     */
    float[] of(Features vector) {
        if (vector.dimension() != dimension) {
            throw new IllegalArgumentException("dimension must be " + dimension + ": " + vector.dimension());
        }
        float[] real = new float[dimension];
        vector.toReal(real);
        float[] features = new float[COUNT];
        double scale = Math.sqrt(2.0 / COUNT);
        for (int j = 0; j < COUNT; j++) {
            features[j] = (float) (scale * Math.cos(dot(frequencies[j], real) + phases[j]));
        }
        return features;
    }

    /** In four sums, which do not wait for each other. */
    private static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** The mean of the features of vectors, D numbers. */
    float[] mean(Iterable<Features> vectors) {
        double[] sum = new double[COUNT];
        int count = 0;
        for (Features vector : vectors) {
            float[] features = of(vector);
            for (int j = 0; j < COUNT; j++) {
                sum[j] += features[j];
            }
            count++;
        }
        float[] mean = new float[COUNT];
        for (int j = 0; j < COUNT; j++) {
            mean[j] = (float) (sum[j] / count);
        }
        return mean;
    }
}
