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

    /** A row of D for each dimension: so all features grow at once, which the compiler vectorises. */
    private final float[][] frequencies;
    private final float[] phases = new float[COUNT];

    /**
     * @param dimension of the vectors
     * @param bandwidth σ, positive
     */
    FourierFeatures(int dimension, double bandwidth) {
        this.frequencies = new float[dimension][COUNT];
        Random random = new Random(SEED);
        for (int j = 0; j < COUNT; j++) {
            phases[j] = (float) (random.nextDouble() * 2 * Math.PI);
        }
        for (float[] row : frequencies) {
            for (int j = 0; j < COUNT; j++) {
                row[j] = (float) (random.nextGaussian() / bandwidth);
            }
        }
    }

    /**
     * Of one vector.
     *
     * @throws IllegalArgumentException if it has another dimension
     */
    float[] of(Features vector) {
        if (vector.dimension() != frequencies.length) {
            throw new IllegalArgumentException("dimension must be " + frequencies.length + ": " + vector.dimension());
        }
        float[] features = phases.clone();
        for (int i = 0; i < frequencies.length; i++) {
            addScaled(features, vector.fixedPoint(i) * (1.0f / Features.ONE), frequencies[i]);
        }
        double scale = Math.sqrt(2.0 / COUNT);
        for (int j = 0; j < COUNT; j++) {
            features[j] = (float) (scale * Math.cos(features[j]));
        }
        return features;
    }

    private static void addScaled(float[] sum, float factor, float[] row) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * row[j];
        }
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
