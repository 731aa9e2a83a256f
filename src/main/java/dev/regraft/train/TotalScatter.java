package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.List;

/**
 * All examples of a set together, weak ones included, in real numbers.
 *
 * <p>Computed from integers in a fixed order, so equal sets give equal bits.
 *
 * @param total n, the sum of the weights, positive
 * @param centre the mean m, size
 * @param rows S_T = G − n m mᵀ, size × size, of which only the upper triangle is filled
 * @param variance about the centre, tr(S_T) / n, or what rounding may hide if that is more
 * @param frame the coordinates of all this
 */
record TotalScatter(double total, double[] centre, double[][] rows, double variance, Frame frame) {

    static final double FEATURE_STEP = 1.0 / Features.ONE;
    static final double WEIGHT_STEP = 1.0 / Example.WEIGHT_ONE;
    private static final double MOMENT_STEP = FEATURE_STEP * FEATURE_STEP * WEIGHT_STEP;
    /** Variance of a number rounded to a multiple of the step. */
    static final double ROUNDING_VARIANCE = FEATURE_STEP * FEATURE_STEP / 12;
    /** Subtracting nearly equal sums in doubles leaves noise of this share of them, with room to spare. */
    private static final double CANCELLATION = 0x1p-45;

    /** @param statistics and weak examples that weigh something together */
    static TotalScatter of(Statistics statistics, List<WeakExample> weak) {
        return statistics.all().examples() + weak.size() < statistics.dimension() ? ofSpan(statistics, weak) : ofFeatures(statistics, weak);
    }

    /** Along the span of the examples, where those are fewer than features. */
    static TotalScatter ofSpan(Statistics statistics, List<WeakExample> weak) {
        List<Example> examples = statistics.weighty();
        Span span = new Span(statistics.dimension(), examples, weak);
        if (span.size() == 0) {
            // Zeros alone span nothing.
            return ofFeatures(statistics, weak);
        }
        double[] weights = new double[span.vectors()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i < examples.size() ? examples.get(i).weight64() : weak.get(i - examples.size()).weight64()) * WEIGHT_STEP;
        }
        double total = (statistics.all().weight64() + weak.stream().mapToLong(WeakExample::weight64).sum()) * WEIGHT_STEP;
        double[] centre = new double[span.size()];
        double moment = 0;
        for (int a = 0; a < centre.length; a++) {
            double[] component = span.components()[a];
            for (int i = span.first(a); i < weights.length; i++) {
                centre[a] += weights[i] * component[i];
                moment += weights[i] * component[i] * component[i];
            }
            centre[a] /= total;
        }
        double[][] rows = span.scatter(weights);
        double variance = 0;
        for (int a = 0; a < centre.length; a++) {
            Axpy.add(rows[a], new double[][] {centre}, new double[] {-total * centre[a]}, 1, a, centre.length);
            variance += Math.max(0, rows[a][a]) / total;
        }
        return new TotalScatter(total, centre, rows, atLeast(variance, moment, span.dimension()), span);
    }

    private static double atLeast(double variance, double moment, int dimension) {
        return Math.max(variance, dimension * Math.max(ROUNDING_VARIANCE, CANCELLATION * moment));
    }

    /** In the features as they are. */
    static TotalScatter ofFeatures(Statistics statistics, List<WeakExample> weak) {
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
        return new TotalScatter(total64 * WEIGHT_STEP, centre, rows, atLeast(variance, moment, dimension), new Frame.AllFeatures(dimension));
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
