package dev.regraft.onnx;

import java.util.Arrays;

/** Pooling and norm in plain Java, to hold a composed file against. */
final class ReferenceFeatures {

    private ReferenceFeatures() {
    }

    /**
     * The features of a probe.
     *
     * @param tokens which places of its texts hold tokens, {@code rows × length}
     * @param states of them, {@code rows × length × d}; {@code rows × d} where they are pooled already
     * @return {@code rows × d}, each row of norm 1
     * @throws UnusableModelException if the states are of another shape: that of another order, or of several texts together
     */
    static float[] of(Pooling pooling, boolean[][] tokens, Probe.Result states) {
        int rows = tokens.length;
        int length = pooling == Pooling.NONE ? 1 : tokens[0].length;
        long[] shape = states.shape();
        int dimension = (int) shape[shape.length - 1];
        long[] wanted = pooling == Pooling.NONE ? new long[] {rows, dimension} : new long[] {rows, length, dimension};
        if (!Arrays.equals(wanted, shape)) {
            throw new UnusableModelException("for " + rows + " texts of " + tokens[0].length + " tokens the tensor at the cut must be "
                    + Arrays.toString(wanted) + ": " + Arrays.toString(shape));
        }
        float[] features = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
            double[] weights = pooling == Pooling.NONE ? new double[] {1} : weights(pooling, tokens[row]);
            double[] pooled = new double[dimension];
            Arrays.fill(pooled, pooling == Pooling.MAX ? Double.NEGATIVE_INFINITY : 0);
            for (int token = 0; token < length; token++) {
                int at = (row * length + token) * dimension;
                for (int i = 0; i < dimension && weights[token] != 0; i++) {
                    double state = states.values()[at + i];
                    pooled[i] = pooling == Pooling.MAX ? Math.max(pooled[i], state) : pooled[i] + weights[token] * state;
                }
            }
            putUnit(pooled, features, row * dimension);
        }
        return features;
    }

    /** How much each token counts. What divides all alike the norm takes away. */
    private static double[] weights(Pooling pooling, boolean[] isToken) {
        double[] weights = new double[isToken.length];
        int last = 0;
        for (int i = 0; i < isToken.length; i++) {
            weights[i] = isToken[i] ? pooling == Pooling.WEIGHTED_MEAN ? i + 1 : 1 : 0;
            last = isToken[i] ? i : last;
        }
        if (pooling == Pooling.CLS || pooling == Pooling.LAST) {
            Arrays.fill(weights, 0);
            weights[pooling == Pooling.CLS ? 0 : last] = 1;
        }
        return weights;
    }

    static void putUnit(double[] vector, float[] features, int offset) {
        double square = 0;
        for (double value : vector) {
            square += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            features[offset + i] = (float) (square == 0 ? 0 : vector[i] / Math.sqrt(square));
        }
    }
}
