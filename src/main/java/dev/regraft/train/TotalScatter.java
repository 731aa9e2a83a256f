package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.List;

/**
 * All examples of a set together, weak ones included, in real numbers.
 *
 * <p>Computed from integers in a fixed order, so equal sets give equal bits.
 *
 * @param total n, the sum of the weights, positive
 * @param centre the mean m, d
 * @param rows S_T = G − n m mᵀ, d × d, of which only the upper triangle is filled
 * @param variance about the centre, tr(S_T) / n, or what rounding may hide if that is more
 */
record TotalScatter(double total, double[] centre, double[][] rows, double variance) {

    static final double FEATURE_STEP = 1.0 / Features.ONE;
    static final double WEIGHT_STEP = 1.0 / Example.WEIGHT_ONE;
    private static final double MOMENT_STEP = FEATURE_STEP * FEATURE_STEP * WEIGHT_STEP;
    /** Variance of a number rounded to a multiple of the step. */
    static final double ROUNDING_VARIANCE = FEATURE_STEP * FEATURE_STEP / 12;
    /** Subtracting nearly equal sums in doubles leaves noise of this share of them, with room to spare. */
    private static final double CANCELLATION = 0x1p-45;

    /** @param statistics and weak examples that weigh something together */
    static TotalScatter of(Statistics statistics, List<WeakExample> weak) {
        int dimension = statistics.dimension();
        long total64 = statistics.all().weight64() + weak.stream().mapToLong(WeakExample::weight64).sum();
        double[][] vectors = new double[weak.size() + 1][dimension];
        for (int k = 0; k < weak.size(); k++) {
            weak.get(k).features().toIntegers(vectors[k], 0);
        }
        vectors[weak.size()] = sums(statistics, weak);
        double[][] rows = new double[dimension][dimension];
        double[] centre = new double[dimension];
        double[] factors = new double[vectors.length];
        double moment = 0;
        double variance = 0;
        for (int i = 0; i < dimension; i++) {
            toReal(statistics.secondMoment(i), rows[i], i);
            double second = rows[i][i];
            for (int k = 0; k < weak.size(); k++) {
                factors[k] = weak.get(k).weight64() * vectors[k][i];
                second += factors[k] * vectors[k][i];
            }
            factors[weak.size()] = -vectors[weak.size()][i] / total64;
            Axpy.add(rows[i], vectors, factors, factors.length, i, dimension);
            Axpy.scale(rows[i], MOMENT_STEP, i, dimension);
            centre[i] = vectors[weak.size()][i] * FEATURE_STEP / total64;
            moment += second * MOMENT_STEP;
            variance += Math.max(0, rows[i][i]) / (total64 * WEIGHT_STEP);
        }
        double least = dimension * Math.max(ROUNDING_VARIANCE, CANCELLATION * moment);
        return new TotalScatter(total64 * WEIGHT_STEP, centre, rows, Math.max(variance, least));
    }

    private static double[] sums(Statistics statistics, List<WeakExample> weak) {
        double[] sums = new double[statistics.dimension()];
        for (int i = 0; i < sums.length; i++) {
            long sum = statistics.all().sum(i);
            for (WeakExample example : weak) {
                sum += (long) example.weight64() * example.features().fixedPoint(i);
            }
            sums[i] = sum;
        }
        return sums;
    }

    private static void toReal(long[] integers, double[] row, int from) {
        for (int j = 0; j < integers.length; j++) {
            row[from + j] = integers[j];
        }
    }
}
