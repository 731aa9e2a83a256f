package dev.regraft.train;

import dev.regraft.feature.Features;
import dev.regraft.onnx.MatrixProduct;
import java.util.List;

/**
 * All inner products of some vectors, exactly: sums of integers that a double holds, made tile by tile so that what is spread out as doubles
 * stays small.
 */
final class GramMatrix {

    /** Vectors on each side of a tile. */
    private static final int TILE = 256;

    private GramMatrix() {
    }

    /** V Vᵀ, r × r, in real numbers; below the diagonal whatever came of the tiles. */
    static double[][] of(List<Features> vectors) {
        int count = vectors.size();
        double[][] gram = new double[count][count];
        if (count == 0) {
            return gram;
        }
        int dimension = vectors.getFirst().dimension();
        int tile = Math.min(TILE, count);
        double[] left = new double[tile * dimension];
        double[] right = new double[tile * dimension];
        double[] product = new double[tile * tile];
        for (int from = 0; from < count; from += TILE) {
            int rows = spread(vectors, from, left);
            for (int at = from; at < count; at += TILE) {
                int columns = spread(vectors, at, right);
                MatrixProduct.multiply(left, false, right, true, rows, dimension, columns, product);
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(product, i * columns, gram[from + i], at, columns);
                }
            }
        }
        for (double[] row : gram) {
            Axpy.scale(row, TotalScatter.FEATURE_STEP * TotalScatter.FEATURE_STEP, 0, count);
        }
        return gram;
    }

    private static int spread(List<Features> vectors, int from, double[] target) {
        int count = Math.min(TILE, vectors.size() - from);
        for (int i = 0; i < count; i++) {
            Features vector = vectors.get(from + i);
            vector.toIntegers(target, i * vector.dimension());
        }
        return count;
    }
}
