package dev.regraft.quality;

import dev.regraft.head.Growth;
import dev.regraft.head.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How accuracy grows with the examples, and what more of them would bring.
 *
 * <p>The error of n examples is taken to fall as {@link PowerLaw} has it (Cortes et al., NIPS 1993; Hestness et al., arXiv 1712.00409). It is fitted
 * to the points over and over, each time of the examples drawn anew with replacement: what these fits foretell is spread as far as
 * the points leave open, and between the 5 % and the 95 % quantile is told.
 *
 * @param points as many as parts of the set were learned from, ascending, the whole set last
 * @param law of the fit to the points as they are; null where nothing can be foretold
 * @param doubled what twice the examples would bring; null where that cannot be said
 * @param tenfold what ten times the examples would bring; null where that cannot be said
 */
public record LearningCurve(List<Point> points, PowerLaw law, Forecast doubled, Forecast tenfold) {

    /** Fewest points that a law is fitted to, and that ten times the examples can be told from. */
    private static final int POINTS = 3;
    private static final int POINTS_FOR_TENFOLD = 4;
    /** Fewest examples asked. */
    private static final int ASKED = 100;
    private static final int DRAWS = 400;
    private static final long SEED = 5;
    private static final double QUANTILE = 0.05;

    /**
     * How good a head of so many examples is.
     *
     * @param accuracy share of right predictions of examples that it did not know
     * @param interval where that share lies with 95 % confidence in examples to come (Wilson)
     */
    public record Point(long examples, double accuracy, Metrics.Interval interval) {
    }

    /**
     * How good a head of so many examples would be.
     *
     * @param accuracy the median
     * @param interval from the 5 % to the 95 % quantile
     */
    public record Forecast(long examples, double accuracy, Metrics.Interval interval) {
    }

    public LearningCurve {
        points = List.copyOf(points);
    }

    /** Of those heads; without points where no example was asked. */
    public static LearningCurve of(Growth growth) {
        double[] weights = growth.weights();
        if (weights.length == 0) {
            return new LearningCurve(List.of(), null, null, null);
        }
        double size = size(weights);
        double[] errors = Arrays.stream(growth.right()).mapToDouble(right -> error(right, weights, null)).toArray();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < errors.length; i++) {
            points.add(new Point(growth.examples()[i], 1 - errors[i], Metrics.Interval.ofShare(1 - errors[i], size)));
        }
        if (errors.length < POINTS || size < ASKED || errors[errors.length - 1] >= errors[0]) {
            return new LearningCurve(points, null, null, null);
        }
        long all = growth.examples()[errors.length - 1];
        PowerLaw[] draws = draws(growth, size);
        return new LearningCurve(points, PowerLaw.fit(growth.examples(), errors, size), forecast(2 * all, draws),
                errors.length < POINTS_FOR_TENFOLD ? null : forecast(10 * all, draws));
    }

    /** How many equal examples tell as much: (Σ w)² / Σ w². */
    private static double size(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        return sum * sum / Arrays.stream(weights).map(weight -> weight * weight).sum();
    }

    /** @param drawn which examples count; null for all */
    private static double error(boolean[] right, double[] weights, int[] drawn) {
        double wrong = 0;
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            int example = drawn == null ? i : drawn[i];
            wrong += right[example] ? 0 : weights[example];
            total += weights[example];
        }
        return wrong / total;
    }

    private static PowerLaw[] draws(Growth growth, double size) {
        SplittableRandom random = new SplittableRandom(SEED);
        int asked = growth.weights().length;
        PowerLaw[] laws = new PowerLaw[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] drawn = random.ints(asked, 0, asked).toArray();
            double[] errors = Arrays.stream(growth.right()).mapToDouble(right -> error(right, growth.weights(), drawn)).toArray();
            laws[draw] = PowerLaw.fit(growth.examples(), errors, size);
        }
        return laws;
    }

    private static Forecast forecast(long examples, PowerLaw[] draws) {
        double[] accuracies = Arrays.stream(draws).mapToDouble(law -> 1 - law.error(examples)).sorted().toArray();
        int tail = (int) (QUANTILE * accuracies.length);
        return new Forecast(examples, accuracies[accuracies.length / 2],
                new Metrics.Interval(accuracies[tail], accuracies[accuracies.length - 1 - tail]));
    }
}
