package dev.regraft.train;

import java.util.Arrays;

/** Vectors in real numbers, n × d, row by row. */
final class Vectors {

    private Vectors() {
    }

    /** The same minus their mean. */
    static double[][] centred(double[][] vectors) {
        double[] centre = new double[vectors[0].length];
        double[] shares = new double[vectors.length];
        Arrays.fill(shares, -1.0 / vectors.length);
        Axpy.add(centre, vectors, shares, shares.length, 0, centre.length);
        double[][] centred = new double[vectors.length][];
        for (int i = 0; i < centred.length; i++) {
            centred[i] = centre.clone();
            for (int j = 0; j < centre.length; j++) {
                centred[i][j] += vectors[i][j];
            }
        }
        return centred;
    }

    /** |x|². */
    static double square(double[] vector) {
        double square = 0;
        for (double x : vector) {
            square += x * x;
        }
        return square;
    }

    /** The {@code j}-th components, n. */
    static double[] column(double[][] vectors, int j) {
        return Arrays.stream(vectors).mapToDouble(vector -> vector[j]).toArray();
    }

    /** Σ x of the vectors of each label, C × d. */
    static double[][] sums(double[][] vectors, int[] given, int classes) {
        double[][] sums = new double[classes][vectors[0].length];
        for (int i = 0; i < given.length; i++) {
            for (int j = 0; j < vectors[i].length; j++) {
                sums[given[i]][j] += vectors[i][j];
            }
        }
        return sums;
    }

    /** Σ x xᵀ, d × d. */
    static double[][] gram(double[][] vectors) {
        double[][] gram = new double[vectors[0].length][vectors[0].length];
        for (int i = 0; i < gram.length; i++) {
            Axpy.add(gram[i], vectors, column(vectors, i), vectors.length, 0, gram.length);
        }
        return gram;
    }

    /** The d × n vectors of components. */
    static double[][] transposed(double[][] vectors) {
        double[][] transposed = new double[vectors[0].length][];
        for (int j = 0; j < transposed.length; j++) {
            transposed[j] = column(vectors, j);
        }
        return transposed;
    }
}
