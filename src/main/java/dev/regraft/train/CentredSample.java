package dev.regraft.train;

import java.util.List;

/**
 * The examples of a sample, minus the centre of all.
 *
 * @param columns size × m, a column for each example
 * @param weights m, positive
 */
record CentredSample(double[][] columns, double[] weights) {

    /** @param examples of a set of that frame and centre */
    static CentredSample of(List<Example> examples, Frame frame, double[] centre) {
        double[][] columns = new double[centre.length][examples.size()];
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = examples.get(i).weight();
            frame.coordinates(examples.get(i), columns, i);
            for (int j = 0; j < centre.length; j++) {
                columns[j][i] -= centre[j];
            }
        }
        return new CentredSample(columns, weights);
    }

    /** m. */
    int size() {
        return weights.length;
    }
}
