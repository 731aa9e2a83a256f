package dev.regraft.streams;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** How often each label comes, at any time of a stream. */
@FunctionalInterface
public interface Mix {

    /**
     * How often the label comes, in proportion to the others.
     *
     * @param label index of it
     * @param time number of the example, from 0 up
     */
    double share(int label, int time);

    /** Every label as often as any other. */
    static Mix even() {
        return (_, _) -> 1;
    }

    /**
     * Shares that fall from label to label by the same factor.
     *
     * @param labels how many there are
     * @param ratio how many times as often as the last the first one comes
     */
    static Mix imbalanced(int labels, double ratio) {
        return (label, _) -> Math.pow(ratio, -(double) label / (labels - 1));
    }

    /** The label at that index and those above do not come before that time. */
    default Mix withNewLabels(int fromLabel, int fromTime) {
        return (label, time) -> label >= fromLabel && time < fromTime ? 0 : share(label, time);
    }

    /** Which labels come at a time, of that many. */
    default List<Integer> present(int labels, int time) {
        return IntStream.range(0, labels).filter(label -> share(label, time) > 0).boxed().toList();
    }

    /** Draws the index of a label. */
    default int draw(int labels, int time, RandomGenerator random) {
        double total = IntStream.range(0, labels).mapToDouble(label -> share(label, time)).sum();
        double place = random.nextDouble() * total;
        int last = -1;
        for (int label = 0; label < labels && place >= 0; label++) {
            double share = share(label, time);
            last = share > 0 ? label : last;
            place -= share;
        }
        return last;
    }
}
