package dev.regraft.train;

/**
 * The orthonormal coordinates in which a set is reckoned: its d features as they are, or where there are fewer examples than features, those along
 * the {@link Span} of the examples.
 *
 * <p>Whatever is learned in closed form here is made of inner products of examples, and its weights are sums of examples plus nothing
 * that any example sees. So both give the same, up to rounding; the one takes time and memory by d, the other by n.
 */
sealed interface Frame permits Frame.AllFeatures, Span {

    /** d, the number of features. */
    int dimension();

    /** How many coordinates there are, at most d. */
    int size();

    /**
     * Writes an example's coordinates to column {@code column} of a matrix with one row for each.
     *
     * @param example of the set
     */
    void coordinates(Example example, double[][] columns, int column);

    /** Weights of coordinates as weights of features: from {@code size × C} to {@code d × C}. */
    double[][] lift(double[][] weights);

    /** The features as they are. */
    record AllFeatures(int dimension) implements Frame {

        @Override
        public int size() {
            return dimension;
        }

        @Override
        public void coordinates(Example example, double[][] columns, int column) {
            var features = example.features();
            for (int j = 0; j < dimension; j++) {
                columns[j][column] = features.fixedPoint(j) * TotalScatter.FEATURE_STEP;
            }
        }

        @Override
        public double[][] lift(double[][] weights) {
            return weights;
        }
    }
}
