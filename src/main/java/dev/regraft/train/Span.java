package dev.regraft.train;

import dev.regraft.feature.Features;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An orthonormal basis of the span of some vectors, and their coordinates in it.
 *
 * <p>Let V be r × d, a vector in each row. With the Cholesky factor of the inner products, V Vᵀ = Uᵀ U, the columns of U are coordinates of the
 * vectors: they have the same inner products. The basis itself is Q = Vᵀ U⁻¹, which nobody needs but to {@linkplain #lift lift} weights. A
 * vector that depends on those before it adds no coordinate.
 *
 * <p>Inner products are sums of integers below 2^53, so exact; all else is computed in a fixed order in Java. So equal lists of vectors have equal
 * coordinates, to the last bit.
 */
final class Span implements Frame {

    /** A vector of which less than this share of its square is new adds no coordinate: what is left of equal numbers is rounding. */
    private static final double NOTHING_NEW = 0x1p-40;
    /** Examples whose features are spread out at a time to lift weights, so that they stay in the second-level cache. */
    private static final int LIFTED = 64;
    /** Vectors whose coordinates are added up together. */
    private static final int ROWS = 64;

    private final int dimension;
    private final List<Features> vectors;
    private final Map<String, Integer> places = new HashMap<>();
    /** U without its empty rows, size × r. */
    private final double[][] components;
    /** The vector that each component begins at. */
    private final int[] firsts;

    /**
     * @param examples the first vectors, each with an id of its own
     * @param weak those after them
     */
    Span(int dimension, List<Example> examples, List<WeakExample> weak) {
        this.dimension = dimension;
        Features[] all = new Features[examples.size() + weak.size()];
        for (int i = 0; i < examples.size(); i++) {
            places.put(examples.get(i).id(), i);
            all[i] = examples.get(i).features();
        }
        for (int k = 0; k < weak.size(); k++) {
            all[examples.size() + k] = weak.get(k).features();
        }
        this.vectors = List.of(all);
        double[][] rows = GramMatrix.of(vectors);
        this.firsts = new int[all.length];
        int size = factor(rows, firsts);
        this.components = Arrays.copyOf(rows, size);
    }

    /**
     * Puts the rows of U that are not empty in front.
     *
     * @param rows V Vᵀ, of which the upper triangle is read
     * @param firsts receives the number of each one's first column
     * @return how many there are
     */
    private static int factor(double[][] rows, int[] firsts) {
        int count = rows.length;
        int size = 0;
        double[] factors = new double[count];
        for (int i = 0; i < count; i++) {
            double[] row = rows[i];
            double square = row[i];
            for (int a = 0; a < size; a++) {
                factors[a] = -rows[a][i];
            }
            Axpy.add(row, rows, factors, size, i, count);
            if (row[i] > NOTHING_NEW * square) {
                Arrays.fill(row, 0, i, 0);
                Axpy.scale(row, 1 / Math.sqrt(row[i]), i, count);
                firsts[size] = i;
                rows[size++] = row;
            }
        }
        return size;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int size() {
        return components.length;
    }

    /** How many vectors span it. */
    int vectors() {
        return vectors.size();
    }

    /** The coordinates, size × r: those along one direction in each row, of which those before its first vector are 0. Not to be written. */
    double[][] components() {
        return components;
    }

    /**
     * Σ w z zᵀ of the coordinates z, size × size, of which only the upper triangle is filled.
     *
     * @param weights of the vectors, r
     */
    double[][] scatter(double[] weights) {
        double[][] coordinates = Vectors.transposed(components);
        double[][] scatter = new double[components.length][components.length];
        double[] factors = new double[ROWS];
        double[][] some = new double[ROWS][];
        for (int a = 0; a < components.length; a++) {
            for (int from = firsts[a]; from < weights.length; from += ROWS) {
                int count = Math.min(ROWS, weights.length - from);
                for (int i = 0; i < count; i++) {
                    factors[i] = weights[from + i] * components[a][from + i];
                    some[i] = coordinates[from + i];
                }
                Axpy.add(scatter[a], some, factors, count, a, begun(from + count));
            }
        }
        return scatter;
    }

    /** How many components begin at the vectors before that one: the coordinates of these along the others are 0. */
    private int begun(int vector) {
        int at = Arrays.binarySearch(firsts, 0, components.length, vector);
        return at < 0 ? -at - 1 : at;
    }

    /** The vector before which all coordinates along a direction are 0. */
    int first(int component) {
        return firsts[component];
    }

    @Override
    public void coordinates(Example example, double[][] columns, int column) {
        int place = places.get(example.id());
        for (int a = 0; a < components.length; a++) {
            columns[a][column] = components[a][place];
        }
    }

    /** Q W = Vᵀ U⁻¹ W. */
    @Override
    public double[][] lift(double[][] weights) {
        double[][] shares = shares(weights);
        int columns = weights.length == 0 ? 0 : weights[0].length;
        double[][] lifted = new double[dimension][columns];
        double[][] features = new double[dimension][LIFTED];
        for (int from = 0; from < shares.length; from += LIFTED) {
            int count = Math.min(LIFTED, shares.length - from);
            for (int i = 0; i < count; i++) {
                Features vector = vectors.get(firsts[from + i]);
                for (int j = 0; j < dimension; j++) {
                    features[j][i] = vector.fixedPoint(j) * TotalScatter.FEATURE_STEP;
                }
            }
            double[][] some = Arrays.copyOfRange(shares, from, from + count);
            for (int j = 0; j < dimension; j++) {
                Axpy.add(lifted[j], some, features[j], count, 0, columns);
            }
        }
        return lifted;
    }

    /** U⁻¹ W of the square triangle of U that the first vectors of the components make: how much of each of these vectors there is in the weights. */
    private double[][] shares(double[][] weights) {
        double[][] shares = new double[weights.length][];
        for (int a = weights.length - 1; a >= 0; a--) {
            shares[a] = weights[a].clone();
            int behind = weights.length - a - 1;
            double[] factors = new double[behind];
            for (int b = 0; b < behind; b++) {
                factors[b] = -components[a][firsts[a + 1 + b]];
            }
            Axpy.add(shares[a], Arrays.copyOfRange(shares, a + 1, weights.length), factors, behind, 0, shares[a].length);
            Axpy.scale(shares[a], 1 / components[a][firsts[a]], 0, shares[a].length);
        }
        return shares;
    }
}
