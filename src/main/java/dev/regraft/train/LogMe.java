package dev.regraft.train;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * LogME: how probable the labels are under Bayesian linear regression on the features, the best of its two variances taken (You, Liu, Wang and
 * Long, ICML 2021). Higher is better; comparable between backbones on the same examples only.
 *
 * <p>For the one-hot vector y of each label, with prior weights of variance 1/α and noise of variance 1/β, y is normal with covariance
 * I/β + F Fᵀ/α. With F = U diag(s) Vᵀ, σ = s², z = Uᵀ y, r = |y|² − |z|², k the rank and t = α/β, the paper's fixed point is γ = Σ σ/(σ+t),
 * α = γ / Σ σ z²/(σ+t)², β = (n − γ) / (Σ z²/(1+σ/t)² + r). The log evidence here is that of the n × n covariance in its own axes,
 * −½ [Σ ln(1/β + σ/α) + (n − k) ln(1/β) + Σ z²/(1/β + σ/α) + β r] − n/2 ln 2π: it equals the paper's with the term −(D − k)/2 ln α, which
 * widely copied code lacks when there are fewer examples than dimensions.
 */
public final class LogMe {

    private static final int MOST_ROUNDS = 100;
    private static final double PRECISION = 1e-6;
    /** Eigenvalues of less than this share of the greatest are rounding. */
    private static final double RANK_TOLERANCE = 1e-12;
    /** Bounds of α, β and t: where a label is fitted exactly or not at all, the best variance is none or without end. */
    private static final double LEAST = 1e-9;
    private static final double GREATEST = 1e9;

    private LogMe() {
    }

    /** The mean over labels of the log evidence of an example, in nats. */
    public static double of(ExamSet set) {
        return of(set.vectors(0, set.size()), set.given(), set.labels().size());
    }

    /**
     * @param vectors F, n × D
     * @param given index of each one's label, n
     * @param classes C, more than any index
     */
    static double of(double[][] vectors, int[] given, int classes) {
        Spectrum spectrum = Spectrum.of(vectors, given, classes);
        int[] counts = new int[classes];
        Arrays.stream(given).forEach(label -> counts[label]++);
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += new Regression(spectrum.values, spectrum.squares[k], counts[k], given.length).best() / given.length;
        }
        return sum / classes;
    }

    /**
     * @param values σ, of which there are k
     * @param squares z² of each label's one-hot vector, C × k
     */
    record Spectrum(double[] values, double[][] squares) {

        /** By the smaller of Fᵀ F, whose eigenvectors are V, and F Fᵀ, whose are U. */
        static Spectrum of(double[][] vectors, int[] given, int classes) {
            boolean tall = vectors.length >= vectors[0].length;
            double[][] gram = tall ? Vectors.gram(vectors) : Vectors.gram(Vectors.transposed(vectors));
            double[][] sums = tall ? Vectors.sums(vectors, given, classes) : oneHot(given, classes);
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(gram.length, true, true);
            if (!eigen.decompose(new DMatrixRMaj(gram))) {
                throw new ArithmeticException("eigenvalues of " + gram.length + " × " + gram.length + " products do not converge");
            }
            int[] kept = rank(eigen);
            double[] values = Arrays.stream(kept).mapToDouble(i -> eigen.getEigenvalue(i).getReal()).toArray();
            double[][] squares = new double[classes][kept.length];
            for (int i = 0; i < kept.length; i++) {
                double[] vector = eigen.getEigenVector(kept[i]).getData();
                for (int k = 0; k < classes; k++) {
                    double product = product(vector, sums[k]);
                    squares[k][i] = tall ? product * product / values[i] : product * product;
                }
            }
            return new Spectrum(values, squares);
        }

        private static int[] rank(EigenDecomposition_F64<DMatrixRMaj> eigen) {
            int size = eigen.getNumberOfEigenvalues();
            double greatest = 0;
            for (int i = 0; i < size; i++) {
                greatest = Math.max(greatest, eigen.getEigenvalue(i).getReal());
            }
            double least = greatest * RANK_TOLERANCE * size;
            return IntStream.range(0, size).filter(i -> eigen.getEigenvalue(i).getReal() > least).toArray();
        }

        private static double[][] oneHot(int[] given, int classes) {
            double[][] oneHot = new double[classes][given.length];
            for (int i = 0; i < given.length; i++) {
                oneHot[given[i]][i] = 1;
            }
            return oneHot;
        }

        private static double product(double[] a, double[] b) {
            double sum = 0;
            for (int j = 0; j < a.length; j++) {
                sum += a[j] * b[j];
            }
            return sum;
        }
    }

    /**
     * The regression of one target.
     *
     * @param values σ
     * @param squares z²
     * @param length |y|²
     * @param size n
     */
    record Regression(double[] values, double[] squares, double length, int size) {

        /** The log evidence at the fixed point. */
        double best() {
            double alpha = 1;
            double beta = 1;
            for (int round = 0; round < MOST_ROUNDS; round++) {
                double t = alpha / beta;
                double gamma = 0;
                double weights = 0;
                double residual = rest();
                for (int i = 0; i < values.length; i++) {
                    double sum = values[i] + t;
                    gamma += values[i] / sum;
                    weights += values[i] * squares[i] / (sum * sum);
                    residual += squares[i] * (t / sum) * (t / sum);
                }
                alpha = Math.clamp(gamma / weights, LEAST, GREATEST);
                beta = Math.clamp((size - gamma) / residual, LEAST, GREATEST);
                if (Math.abs(alpha / beta - t) <= PRECISION * t) {
                    break;
                }
            }
            return evidence(alpha, beta);
        }

        /** r, at least what rounding leaves of it. */
        private double rest() {
            return Math.max(length - Arrays.stream(squares).sum(), 0);
        }

        double evidence(double alpha, double beta) {
            double twice = (size - values.length) * -StrictMath.log(beta) + beta * rest();
            for (int i = 0; i < values.length; i++) {
                double variance = 1 / beta + values[i] / alpha;
                twice += StrictMath.log(variance) + squares[i] / variance;
            }
            return -0.5 * twice - 0.5 * size * StrictMath.log(2 * Math.PI);
        }
    }
}
