package dev.regraft.head;

/**
 * What heads that were learned from more and more of a set make of the same examples, none of which was known to them.
 *
 * @param examples how many each of the T heads was learned from, ascending
 * @param right whether each head is right of each example, T × m
 * @param weights how much each of the m examples counts, positive
 */
public record Growth(long[] examples, boolean[][] right, double[] weights) {

    public Growth {
        Linear.requireLength("right", right.length, examples.length);
        for (boolean[] row : right) {
            Linear.requireLength("right", row.length, weights.length);
        }
    }
}
