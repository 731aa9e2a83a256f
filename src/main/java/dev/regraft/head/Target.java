package dev.regraft.head;

import java.util.List;

/** What an example says is right of its input. */
public sealed interface Target {

    /** The kind of task that it answers. */
    Kind kind();

    /** The labels that it names, sorted. */
    List<String> labels();

    /** The one label that the input has. */
    record Label(String label) implements Target {

        @Override
        public Kind kind() {
            return Kind.SINGLE_LABEL;
        }

        @Override
        public List<String> labels() {
            return List.of(label);
        }
    }

    /**
     * The labels that the input has; it has none of the others.
     *
     * @param labels sorted and distinct whatever is given
     */
    record Labels(List<String> labels) implements Target {

        public Labels {
            labels = labels.stream().sorted().distinct().toList();
        }

        @Override
        public Kind kind() {
            return Kind.MULTI_LABEL;
        }
    }

    /**
     * The number that belongs to the input.
     *
     * @param value finite
     */
    record Value(double value) implements Target {

        public Value {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("target must be finite: " + value);
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
    }
}
