package dev.regraft.train;

import java.util.Arrays;

/**
 * The shrunk H-score: how far the labels' means lie apart against the spread of the features, tr(Σ̂⁻¹ (1 − ρ) Σ_B), at most C − 1 and higher where
 * labels are easier to tell (Bao et al., ICIP 2019; shrunk by Ibrahim, Ponomareva and Mazumder, 2021, arXiv 2110.06893).
 *
 * <p>Σ̂ = (1 − ρ) S + ρ tr(S)/d I is the covariance of Ledoit and Wolf (2004), S = Σ x̃ x̃ᵀ / n and Σ_B = Σ n_k m_k m_kᵀ / n with m_k the centred
 * label means. ρ = min(1, (Σ |x̃|⁴ / n − |S|²) / (n (|S|² − tr(S)²/d))). Without the shrinkage pure noise has C − 1 as soon as d ≥ n − 1.
 */
public final class HScore {

    private HScore() {
    }

    /** In [0, C − 1]. */
    public static double of(ExamSet set) {
        return of(set.vectors(0, set.size()), set.given(), set.labels().size());
    }

    /**
     * @param vectors n × d
     * @param given index of each one's label, n
     * @param classes C, more than any index
     */
    static double of(double[][] vectors, int[] given, int classes) {
        double[][] centred = Vectors.centred(vectors);
        double[][] covariance = Vectors.gram(centred);
        for (double[] row : covariance) {
            Axpy.scale(row, 1.0 / centred.length, 0, row.length);
        }
        return of(centred, covariance, given, classes, shrinkage(centred, covariance));
    }

    /** @param shrinkage ρ */
    static double of(double[][] centred, double[][] covariance, int[] given, int classes, double shrinkage) {
        int dimension = covariance.length;
        double isotropic = shrinkage * trace(covariance) / dimension + TotalScatter.ROUNDING_VARIANCE;
        double[][] sums = Vectors.sums(centred, given, classes);
        double[][] rows = new double[dimension][dimension + classes];
        for (int i = 0; i < dimension; i++) {
            for (int j = i; j < dimension; j++) {
                rows[i][j] = (1 - shrinkage) * covariance[i][j];
            }
            rows[i][i] += isotropic;
            for (int k = 0; k < classes; k++) {
                rows[i][dimension + k] = sums[k][i];
            }
        }
        return (1 - shrinkage) * between(new Cholesky(rows).rows(), given, classes);
    }

    /** tr(Σ̂⁻¹ Σ_B), of label sums solved by the factor of Σ̂. */
    private static double between(double[][] solved, int[] given, int classes) {
        int[] counts = new int[classes];
        Arrays.stream(given).forEach(label -> counts[label]++);
        double sum = 0;
        for (double[] row : solved) {
            for (int k = 0; k < classes; k++) {
                double component = row[solved.length + k];
                sum += counts[k] == 0 ? 0 : component * component / counts[k];
            }
        }
        return sum / given.length;
    }

    /** ρ, in [0, 1]. */
    static double shrinkage(double[][] centred, double[][] covariance) {
        double fourth = 0;
        for (double[] vector : centred) {
            double square = Vectors.square(vector);
            fourth += square * square;
        }
        double norm = Arrays.stream(covariance).mapToDouble(Vectors::square).sum();
        double trace = trace(covariance);
        double noise = (fourth / centred.length - norm) / centred.length;
        double spread = norm - trace * trace / covariance.length;
        return spread > 0 ? Math.clamp(noise / spread, 0, 1) : 1;
    }

    private static double trace(double[][] matrix) {
        double trace = 0;
        for (int i = 0; i < matrix.length; i++) {
            trace += matrix[i][i];
        }
        return trace;
    }
}
