package dev.regraft.train;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.Metrics;
import dev.regraft.head.Output;
import dev.regraft.head.Target;
import java.util.List;
import java.util.Optional;

/**
 * Ridge regression of a number. The interval around a prediction reaches from the 5 % to the 95 % quantile of the errors of examples left
 * out (Barber, Candès, Ramdas and Tibshirani, Annals of Statistics 49, 2021, without their correction for how the head itself moves).
 *
 * @param moments Σ w x̃ t̃ in units of the numbers, size × 1
 * @param mean of the numbers, by weight
 * @param targets m × 1
 */
record RidgeOfNumber(FeatureSpace space, TotalScatter all, double[][] moments, double mean, CentredSample sample, double[][] targets)
        implements Lesson {

    /** Fewest left-out examples that tell an interval. */
    private static final int INTERVAL_FROM = 20;
    /** Quantiles at 0, 1/20, …, 1. */
    private static final int QUANTILE_STEPS = 20;
    /** Numbers beyond count as this: heads reckon in fp32. */
    private static final double LIMIT = 1e36;

    /** A lesson of nothing, where there are fewer than two examples of positive weight. */
    static Lesson of(TrainingSet set) {
        List<Example> examples = set.examples().stream().filter(example -> example.weight64() > 0).sorted(Example.BY_HASH).toList();
        if (examples.size() < 2) {
            return Optional::empty;
        }
        TotalScatter all = TotalScatter.of(set.statistics(), List.of());
        double mean = mean(examples, all.total());
        List<Example> sample = set.sample();
        double[][] targets = sample.stream().map(example -> new double[] {value(example)}).toArray(double[][]::new);
        return new RidgeOfNumber(set.space(), all, moments(examples, mean, all), mean, CentredSample.of(sample, all.frame(), all.centre()),
                targets);
    }

    private static double value(Example example) {
        return Math.clamp(((Target.Value) example.target()).value(), -LIMIT, LIMIT);
    }

    private static double mean(List<Example> examples, double total) {
        double sum = 0;
        for (Example example : examples) {
            sum += example.weight() * value(example);
        }
        return sum / total;
    }

    private static double[][] moments(List<Example> examples, double mean, TotalScatter all) {
        double[][] moments = new double[all.centre().length][1];
        double[][] coordinates = new double[moments.length][1];
        for (Example example : examples) {
            all.frame().coordinates(example, coordinates, 0);
            double factor = example.weight() * (value(example) - mean);
            for (int j = 0; j < moments.length; j++) {
                moments[j][0] += factor * (coordinates[j][0] - all.centre()[j]);
            }
        }
        return moments;
    }

    @Override
    public Optional<Fit> learn() {
        Ridge ridge = new Ridge(all, moments, new double[] {mean}, sample, targets);
        Ridge.Trial trial = ridge.best();
        Head head = new Head(space, Algorithm.RIDGE.word(), interval(trial), ridge.linear(trial, new double[] {1}, new double[] {0}));
        return Optional.of(new Fit(head, metrics(trial), "ridge: closed form"));
    }

    private Output.Regression interval(Ridge.Trial trial) {
        if (sample.size() < INTERVAL_FROM) {
            return new Output.Regression(null, null);
        }
        double[] errors = new double[sample.size()];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = targets[i][0] - trial.leftOut()[i][0];
        }
        float[] quantiles = new Distribution(errors, sample.weights()).quantiles(QUANTILE_STEPS);
        return new Output.Regression(quantiles[1], quantiles[QUANTILE_STEPS - 1]);
    }

    private Metrics metrics(Ridge.Trial trial) {
        String note = Assessment.note(sample.size(), new long[0]);
        if (sample.size() < Assessment.FROM) {
            return new Metrics(null, null, null, null, null, null, null, null, note);
        }
        double variance = variance();
        Double explained = variance > 0 ? 1 - trial.loss() / variance : null;
        return new Metrics(null, null, null, null, null, null, Math.sqrt(trial.loss()), explained, note);
    }

    /** Of the numbers of the sample. */
    private double variance() {
        double weight = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < targets.length; i++) {
            double deviation = targets[i][0] - mean;
            weight += sample.weights()[i];
            first += sample.weights()[i] * deviation;
            second += sample.weights()[i] * deviation * deviation;
        }
        return second / weight - first / weight * (first / weight);
    }
}
