package dev.regraft.onnx;

/** Pooling and norm in plain Java, to hold a composed file against. */
final class ReferenceFeatures {

    private ReferenceFeatures() {
    }

    /**
     * The features of a probe.
     *
     * @param states of its tokens, {@code rows × length × d}
     * @return {@code rows × d}, each row of norm 1
     */
    static float[] of(Pooling pooling, Probe probe, Probe.Result states) {
        int rows = (int) states.shape()[0];
        int length = (int) states.shape()[1];
        int dimension = (int) states.shape()[2];
        float[] features = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
            double[] pooled = new double[dimension];
            for (int token = 0; token < (pooling == Pooling.CLS ? 1 : length); token++) {
                int at = row * length + token;
                for (int i = 0; i < dimension && (pooling == Pooling.CLS || probe.isToken(at)); i++) {
                    pooled[i] += states.values()[at * dimension + i];
                }
            }
            putUnit(pooled, features, row * dimension);
        }
        return features;
    }

    /** The number of tokens divides each sum alike, so the norm takes it away. */
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
