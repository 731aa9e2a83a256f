package dev.regraft.train;

import dev.regraft.head.Linear;
import java.util.Arrays;

/**
 * Ridge regression of some targets on the features, with an intercept that is not penalised, and what it predicts of examples left out.
 *
 * <p>With x̃ and t̃ minus their means by weight, W = (S_T + λ I)⁻¹ Σ w x̃ t̃ᵀ. An example of weight w has the leverage
 * h = w (1/n + x̃ᵀ (S_T + λ I)⁻¹ x̃), and the ridge learned without it predicts exactly t − (t − F) / (1 − h), F being what it
 * predicts with it. λ = (r tr(S_T) + σ₀²) / d: r is the one of least mean squared error left out, sought from coarse to fine on a grid, and
 * the rest is one pseudo-example, as in {@link Shrinkage}.
 *
 * @param all the scatter of all examples
 * @param moments Σ w x̃ t̃ᵀ, size × T
 * @param means of the targets, T
 * @param sample the examples to leave out
 * @param targets of these, m × T
 */
record Ridge(TotalScatter all, double[][] moments, double[] means, CentredSample sample, double[][] targets) {

    /** Values of r, an odd number. */
    private static final double[] GRID = {1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3};
    /** r where no example can be left out. */
    private static final double DEFAULT = 1;

    /**
     * What one λ gives.
     *
     * @param share r
     * @param leftOut predictions of each example of the sample by the ridge learned without it, m × T
     * @param loss the mean over examples of their squared errors, by weight
     */
    record Trial(double share, Cholesky factor, double[][] leftOut, double loss) {
    }

    /** The best of the grid. */
    Trial best() {
        return sample.size() == 0 ? trial(DEFAULT) : GridSearch.least(GRID, this::trial, Trial::loss);
    }

    /** @param share r */
    Trial trial(double share) {
        double lambda = (share * all.total() + 1) * all.variance() / all.frame().dimension();
        Cholesky factor = factor(lambda);
        double[][] leftOut = leftOut(factor);
        return new Trial(share, factor, leftOut, loss(leftOut));
    }

    private Cholesky factor(double lambda) {
        int dimension = moments.length;
        double[][] rows = new double[dimension][dimension + means.length + sample.size()];
        for (int i = 0; i < dimension; i++) {
            System.arraycopy(all.rows()[i], i, rows[i], i, dimension - i);
            rows[i][i] += lambda;
            System.arraycopy(moments[i], 0, rows[i], dimension, means.length);
            System.arraycopy(sample.columns()[i], 0, rows[i], dimension + means.length, sample.size());
        }
        return new Cholesky(rows);
    }

    private double[][] leftOut(Cholesky factor) {
        int dimension = moments.length;
        double[][] solved = Arrays.stream(factor.rows()).map(row -> Arrays.copyOfRange(row, dimension, dimension + means.length))
                .toArray(double[][]::new);
        double[][] leftOut = new double[sample.size()][];
        double[] example = new double[dimension];
        for (int i = 0; i < leftOut.length; i++) {
            double square = 0;
            for (int j = 0; j < dimension; j++) {
                example[j] = factor.rows()[j][dimension + means.length + i];
                square += example[j] * example[j];
            }
            leftOut[i] = means.clone();
            Axpy.add(leftOut[i], solved, example, dimension, 0, means.length);
            double leverage = sample.weights()[i] * (1 / all.total() + square);
            double rest = Math.max(1 - leverage, LeaveOneOut.LEAST_REMAINDER);
            for (int k = 0; k < means.length; k++) {
                leftOut[i][k] = targets[i][k] - (targets[i][k] - leftOut[i][k]) / rest;
            }
        }
        return leftOut;
    }

    private double loss(double[][] leftOut) {
        double loss = 0;
        double weight = 0;
        for (int i = 0; i < leftOut.length; i++) {
            double error = 0;
            for (int k = 0; k < means.length; k++) {
                double difference = targets[i][k] - leftOut[i][k];
                error += difference * difference;
            }
            loss += sample.weights()[i] * error;
            weight += sample.weights()[i];
        }
        return loss / weight;
    }

    /**
     * The predictions as a function of the features, each times a slope plus an offset.
     *
     * @param trial one of this ridge
     * @param slopes T
     * @param offsets T
     */
    Linear linear(Trial trial, double[] slopes, double[] offsets) {
        double[][] solution = trial.factor().inverseTimes(means.length);
        double[] biases = new double[means.length];
        for (int k = 0; k < means.length; k++) {
            biases[k] = slopes[k] * means[k] + offsets[k];
        }
        for (int j = 0; j < solution.length; j++) {
            for (int k = 0; k < means.length; k++) {
                solution[j][k] *= slopes[k];
                biases[k] -= solution[j][k] * all.centre()[j];
            }
        }
        double[][] lifted = all.frame().lift(solution);
        float[] weights = new float[lifted.length * means.length];
        for (int j = 0; j < lifted.length; j++) {
            for (int k = 0; k < means.length; k++) {
                weights[j * means.length + k] = toFloat(lifted[j][k]);
            }
        }
        float[] rounded = new float[means.length];
        for (int k = 0; k < means.length; k++) {
            rounded[k] = toFloat(biases[k]);
        }
        return new Linear(weights, rounded);
    }

    private static float toFloat(double number) {
        return (float) Math.clamp(number, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
