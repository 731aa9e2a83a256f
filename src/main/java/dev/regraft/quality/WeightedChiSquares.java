package dev.regraft.quality;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * Σ λ_i χ²_i of independent chi-squares of one degree of freedom: what n times the squared length of a mean of n vectors is distributed as when
 * their covariance has the eigenvalues λ. Its far tail by the saddlepoint of Lugannani and Rice (1980; for this sum Kuonen, Biometrika 1999),
 * with K(s) = −½ Σ ln(1 − 2 s λ_i): the relative error stays small however far out. Immutable.
 */
final class WeightedChiSquares {

    private static final int HALVINGS = 60;

    private final double[] weights;
    private final double largest;

    /** @param weights λ, at least one of them positive; those that are not have no part */
    WeightedChiSquares(double[] weights) {
        this.weights = Arrays.stream(weights).filter(weight -> weight > 0).toArray();
        this.largest = Arrays.stream(weights).max().orElse(0);
        if (!(largest > 0)) {
            throw new IllegalArgumentException("largest weight must be positive: " + largest);
        }
    }

    /** Σ λ, the mean. */
    double mean() {
        return derivative(0);
    }

    /**
     * What is exceeded with that probability.
     *
     * @param level in (0, 0.1]; the saddlepoint is not made for the middle
     */
    double threshold(double level) {
        if (!(level > 0 && level <= 0.1)) {
            throw new IllegalArgumentException("level must be in (0, 0.1]: " + level);
        }
        double wanted = Math.log(level);
        double low = 0;
        double high = 1 / (2 * largest);
        for (int i = 0; i < HALVINGS; i++) {
            double s = (low + high) / 2;
            if (logTail(s) > wanted) {
                low = s;
            } else {
                high = s;
            }
        }
        return derivative((low + high) / 2);
    }

    /** ln P(sum ≥ K′(s)). */
    private double logTail(double s) {
        double t = derivative(s);
        double k = 0;
        double curvature = 0;
        for (double weight : weights) {
            double left = 1 - 2 * s * weight;
            k -= Math.log(left) / 2;
            curvature += 2 * (weight / left) * (weight / left);
        }
        double w = Math.sqrt(2 * (s * t - k));
        double u = s * Math.sqrt(curvature);
        double r = w + Math.log(u / w) / w;
        return Math.log(Erfc.value(r / Math.sqrt(2)) / 2);
    }

    /** K′(s): the value at which s is the saddlepoint. */
    private double derivative(double s) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight / (1 - 2 * s * weight);
        }
        return sum;
    }
}
