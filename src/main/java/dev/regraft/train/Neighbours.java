package dev.regraft.train;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which examples have the label of the example that is nearest to them, themselves left out: whether features bring like together, however
 * crooked the borders between labels are. A linear head may fail where this does not.
 */
final class Neighbours {

    /** Examples that are looked at together. */
    private static final int BLOCK = 2_048;

    private Neighbours() {
    }

    /** Of the examples that are asked, among all of the set; of equally near ones the first counts. */
    static BitSet right(ExamSet set) {
        double[][] asked = set.vectors(0, set.asked());
        double[] closeness = new double[asked.length];
        int[] nearest = new int[asked.length];
        Arrays.fill(closeness, Double.NEGATIVE_INFINITY);
        for (int from = 0; from < set.size(); from += BLOCK) {
            look(asked, set.vectors(from, Math.min(from + BLOCK, set.size())), from, closeness, nearest);
        }
        BitSet right = new BitSet();
        for (int i = 0; i < asked.length; i++) {
            right.set(i, set.given()[nearest[i]] == set.given()[i]);
        }
        return right;
    }

    /** Where x·y − |y|²/2 is greatest, |x − y| is least. */
    private static void look(double[][] asked, double[][] block, int from, double[] closeness, int[] nearest) {
        double[][] columns = Vectors.transposed(block);
        double[] halves = Arrays.stream(block).mapToDouble(vector -> -0.5 * Vectors.square(vector)).toArray();
        double[] products = new double[block.length];
        for (int i = 0; i < asked.length; i++) {
            System.arraycopy(halves, 0, products, 0, products.length);
            Axpy.add(products, columns, asked[i], columns.length, 0, products.length);
            for (int j = 0; j < products.length; j++) {
                if (products[j] > closeness[i] && from + j != i) {
                    closeness[i] = products[j];
                    nearest[i] = from + j;
                }
            }
        }
    }
}
