package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.List;

/**
 * The examples of a sample, minus the centre of all.
 *
 * @param columns d × m, a column for each example
 * @param weights m, positive
 */
record CentredSample(double[][] columns, double[] weights) {

    static CentredSample of(List<Example> examples, double[] centre) {
        double[][] columns = new double[centre.length][examples.size()];
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            Features features = examples.get(i).features();
            weights[i] = examples.get(i).weight();
            for (int j = 0; j < centre.length; j++) {
                columns[j][i] = features.fixedPoint(j) * TotalScatter.FEATURE_STEP - centre[j];
            }
        }
        return new CentredSample(columns, weights);
    }

    /** m. */
    int size() {
        return weights.length;
    }
}
