package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.List;

/**
 * The statistics of a set in real numbers, as linear discriminant analysis reads them. Labels whose weights add up to nothing are left out.
 *
 * <p>Computed from integers in a fixed order, so equal sets give equal bits.
 *
 * @param labels C of them, sorted
 * @param counts n_k, the weight of each label, positive
 * @param total n, the sum of the counts
 * @param centre the mean of all examples, d
 * @param means C × d, each label's mean minus the centre
 * @param within S_W = G − Σ s_k s_kᵀ / n_k, d × d, of which only the upper triangle is filled
 * @param trace of S_W
 * @param variance of all examples about the centre, tr(S_T) / n, or what rounding may hide if that is more
 */
record Scatter(List<String> labels, double[] counts, double total, double[] centre, double[][] means, double[][] within, double trace,
        double variance) {

    private static final double FEATURE_STEP = 1.0 / Features.ONE;
    private static final double WEIGHT_STEP = 1.0 / Example.WEIGHT_ONE;
    /** Variance of a number rounded to a multiple of the step. */
    private static final double ROUNDING_VARIANCE = FEATURE_STEP * FEATURE_STEP / 12;
    /** Subtracting nearly equal sums in doubles leaves noise of this share of them, with room to spare. */
    private static final double CANCELLATION = 0x1p-45;

    /** @param statistics with at least one label of positive weight */
    static Scatter of(Statistics statistics) {
        List<LabelSum> sums = statistics.labels().stream().filter(label -> label.weight64() > 0).toList();
        List<String> labels = sums.stream().map(LabelSum::label).toList();
        double[] counts = sums.stream().mapToDouble(label -> label.weight64() * WEIGHT_STEP).toArray();
        double total = sums.stream().mapToLong(LabelSum::weight64).sum() * WEIGHT_STEP;
        double[] centre = centre(sums, total, statistics.dimension());
        double[][] within = within(statistics, sums);
        return new Scatter(labels, counts, total, centre, means(sums, centre), within, trace(within), variance(statistics, total, centre));
    }

    private static double[] centre(List<LabelSum> sums, double total, int dimension) {
        double[] centre = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            long sum = 0;
            for (LabelSum label : sums) {
                sum += label.sum(i);
            }
            centre[i] = sum * (FEATURE_STEP * WEIGHT_STEP) / total;
        }
        return centre;
    }

    private static double[][] means(List<LabelSum> sums, double[] centre) {
        double[][] means = new double[sums.size()][centre.length];
        for (int k = 0; k < means.length; k++) {
            for (int i = 0; i < centre.length; i++) {
                means[k][i] = sums.get(k).sum(i) * FEATURE_STEP / sums.get(k).weight64() - centre[i];
            }
        }
        return means;
    }

    private static double[][] within(Statistics statistics, List<LabelSum> sums) {
        int dimension = statistics.dimension();
        double[][] sumRows = sums.stream().map(LabelSum::sums).toArray(double[][]::new);
        double[][] within = new double[dimension][dimension];
        double[] factors = new double[sums.size()];
        for (int i = 0; i < dimension; i++) {
            for (int k = 0; k < factors.length; k++) {
                factors[k] = -sumRows[k][i] / sums.get(k).weight64();
            }
            toReal(statistics.secondMoment(i), within[i], i);
            Axpy.add(within[i], sumRows, factors, factors.length, i, dimension);
            Axpy.scale(within[i], FEATURE_STEP * FEATURE_STEP * WEIGHT_STEP, i, dimension);
        }
        return within;
    }

    private static void toReal(long[] integers, double[] row, int from) {
        for (int j = 0; j < integers.length; j++) {
            row[from + j] = integers[j];
        }
    }

    private static double trace(double[][] within) {
        double trace = 0;
        for (int i = 0; i < within.length; i++) {
            trace += Math.max(0, within[i][i]);
        }
        return trace;
    }

    private static double variance(Statistics statistics, double total, double[] centre) {
        double variance = 0;
        double moment = 0;
        for (int i = 0; i < centre.length; i++) {
            double second = statistics.secondMoment(i)[0] * (FEATURE_STEP * FEATURE_STEP * WEIGHT_STEP);
            moment += second;
            variance += Math.max(0, second / total - centre[i] * centre[i]);
        }
        return Math.max(variance, centre.length * Math.max(ROUNDING_VARIANCE, CANCELLATION * moment));
    }
}
