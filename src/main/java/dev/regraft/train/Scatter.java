package dev.regraft.train;

import java.util.List;

/**
 * The statistics of a set in real numbers, as linear discriminant analysis reads them: each example has one label.
 *
 * @param classes the labels, their weights n_k and means
 * @param total n, the sum of the weights
 * @param centre the mean of all examples, size
 * @param within S_W = S_T − Σ n_k d_k d_kᵀ with d_k the label means minus the centre, size × size, of which only the upper triangle is filled
 * @param trace of S_W
 * @param variance of all examples about the centre, tr(S_T) / n, or what rounding may hide if that is more
 * @param frame the coordinates of all this
 */
record Scatter(LabelMeans classes, double total, double[] centre, double[][] within, double trace, double variance, Frame frame) {

    /** @param statistics with at least one label of positive weight */
    static Scatter of(Statistics statistics) {
        return of(statistics, List.of());
    }

    /** @param statistics and weak examples that weigh something together */
    static Scatter of(Statistics statistics, List<WeakExample> weak) {
        TotalScatter all = TotalScatter.of(statistics, weak);
        return of(all, LabelMeans.of(statistics, weak, all));
    }

    /** @param classes the labels of all examples, minus their centre */
    static Scatter of(TotalScatter all, LabelMeans classes) {
        double[][] within = within(all.rows(), classes);
        return new Scatter(classes, all.total(), all.centre(), within, trace(within), all.variance(), all.frame());
    }

    private static double[][] within(double[][] all, LabelMeans classes) {
        double[][] within = new double[all.length][];
        double[] factors = new double[classes.size()];
        for (int i = 0; i < all.length; i++) {
            for (int k = 0; k < factors.length; k++) {
                factors[k] = -classes.counts()[k] * classes.means()[k][i];
            }
            within[i] = all[i].clone();
            Axpy.add(within[i], classes.means(), factors, factors.length, i, all.length);
        }
        return within;
    }

    private static double trace(double[][] within) {
        double trace = 0;
        for (int i = 0; i < within.length; i++) {
            trace += Math.max(0, within[i][i]);
        }
        return trace;
    }

    /** C of them, sorted. */
    List<String> labels() {
        return classes.labels();
    }

    /** n_k, positive, C. */
    double[] counts() {
        return classes.counts();
    }

    /** C × size, each label's mean minus the centre. */
    double[][] means() {
        return classes.means();
    }
}
