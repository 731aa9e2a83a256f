package dev.regraft.train;

import java.util.Arrays;

/**
 * Inner products, under the inverse of a factored matrix, of label means and examples. Of the labels only those of the examples are held
 * against all others, so it grows with the number of labels and not with its square.
 *
 * @param examples m × C: each example with every label mean
 * @param squares of each example with itself, m
 * @param labels C × C, each label mean with every other; null in place of a row of a label of no example
 * @param lengths of each label mean with itself, C
 */
record InnerProducts(double[][] examples, double[] squares, double[][] labels, double[] lengths) {

    /**
     * @param factor with C label means and then m examples as right-hand sides
     * @param own index of each example's label, m
     */
    static InnerProducts of(Cholesky factor, int classes, int[] own) {
        double[][] means = columns(factor, 0, classes);
        double[][] examples = columns(factor, classes, own.length);
        double[][] labels = new double[classes][];
        for (int label : own) {
            labels[label] = labels[label] == null ? products(means, label, means, classes) : labels[label];
        }
        double[][] withMeans = new double[own.length][];
        for (int i = 0; i < own.length; i++) {
            withMeans[i] = products(examples, i, means, classes);
        }
        return new InnerProducts(withMeans, squares(examples, own.length), labels, squares(means, classes));
    }

    /** {@code d × count} of the right-hand sides. */
    private static double[][] columns(Cholesky factor, int from, int count) {
        int first = factor.rows().length + from;
        return Arrays.stream(factor.rows()).map(row -> Arrays.copyOfRange(row, first, first + count)).toArray(double[][]::new);
    }

    /** Of one column with all columns of another matrix. */
    private static double[] products(double[][] left, int column, double[][] right, int count) {
        double[] factors = new double[left.length];
        for (int j = 0; j < factors.length; j++) {
            factors[j] = left[j][column];
        }
        double[] products = new double[count];
        Axpy.add(products, right, factors, factors.length, 0, count);
        return products;
    }

    /** Of every column with itself. */
    private static double[] squares(double[][] columns, int count) {
        double[] squares = new double[count];
        for (double[] row : columns) {
            for (int i = 0; i < count; i++) {
                squares[i] += row[i] * row[i];
            }
        }
        return squares;
    }

    /** The products of every label mean with every other, C × C. */
    static double[][] ofLabels(Cholesky factor, int classes) {
        double[][] means = columns(factor, 0, classes);
        double[][] products = new double[classes][];
        for (int k = 0; k < classes; k++) {
            products[k] = products(means, k, means, classes);
        }
        return products;
    }
}
