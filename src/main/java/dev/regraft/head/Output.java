package dev.regraft.head;

import java.util.List;

/** What a head makes of its scores z = x W + b. Immutable. */
public sealed interface Output {

    /** The kind of task that it answers. */
    Kind kind();

    /** The labels, in the order of the scores; none for a number. */
    List<String> labels();

    /** How many scores there are. */
    default int columns() {
        return labels().size();
    }

    /**
     * The probabilities {@code softmax(z / temperature)}.
     *
     * @param labels at least two, distinct
     * @param temperature calibrates the probabilities (Guo et al., ICML 2017) and never changes which label wins; positive and finite
     */
    record SingleLabel(List<String> labels, float temperature) implements Output {

        public SingleLabel {
            if (labels.size() < 2) {
                throw new IllegalArgumentException("a head must have at least 2 labels: " + labels.size());
            }
            requireDistinct(labels);
            if (!(temperature > 0) || Float.isInfinite(temperature)) {
                throw new IllegalArgumentException("temperature must be positive and finite: " + temperature);
            }
            labels = List.copyOf(labels);
        }

        @Override
        public Kind kind() {
            return Kind.SINGLE_LABEL;
        }
    }

    /**
     * The probability of each label by itself, {@code 1 / (1 + exp(−z))}.
     *
     * @param labels at least one, distinct
     * @param thresholds the probability of each label from which on the input is said to have it, in [0, 1]; owned by this object from
     *     now on
     */
    record MultiLabel(List<String> labels, float[] thresholds) implements Output {

        public MultiLabel {
            if (labels.isEmpty()) {
                throw new IllegalArgumentException("a head must have at least 1 label: 0");
            }
            requireDistinct(labels);
            Linear.requireShape("thresholds", thresholds, labels.size());
            for (float threshold : thresholds) {
                if (!(threshold >= 0 && threshold <= 1)) {
                    throw new IllegalArgumentException("threshold must be in [0, 1]: " + threshold);
                }
            }
            labels = List.copyOf(labels);
        }

        @Override
        public Kind kind() {
            return Kind.MULTI_LABEL;
        }
    }

    /**
     * The number z, with an interval {@code [z + lower, z + upper]} that holds 90 % of what is true.
     *
     * @param lower finite, not above {@code upper}; both null where too little is known to say
     */
    record Regression(Float lower, Float upper) implements Output {

        public Regression {
            boolean known = lower != null && upper != null;
            if (known ? !(Float.isFinite(lower) && Float.isFinite(upper) && lower <= upper) : lower != upper) {
                throw new IllegalArgumentException("interval must be finite and ascend: " + lower + " to " + upper);
            }
        }

        @Override
        public Kind kind() {
            return Kind.REGRESSION;
        }

        @Override
        public List<String> labels() {
            return List.of();
        }

        @Override
        public int columns() {
            return 1;
        }
    }

    private static void requireDistinct(List<String> labels) {
        if (labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("labels of a head must be distinct: " + labels);
        }
    }
}
