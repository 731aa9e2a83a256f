package dev.regraft.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The examples of a sample that a head learned without them could be right of.
 *
 * @param ids of the m examples
 * @param examples the m of them
 * @param labels index of each one's label, m
 * @param singletons weights of the others of the sample: each is all the weight of its label, which a head learned without it does not know
 */
record LabeledSample(List<String> ids, CentredSample examples, int[] labels, double[] singletons) {

    /**
     * @param sample examples of positive weight, of one label each
     * @param classes the means of the set's labels
     * @param frame the set's
     * @param centre the mean of all examples
     */
    static LabeledSample of(List<Example> sample, LabelMeans classes, Frame frame, double[] centre) {
        List<Example> usable = new ArrayList<>();
        List<Example> single = new ArrayList<>();
        for (Example example : sample) {
            (classes.counts()[label(example, classes)] > example.weight() ? usable : single).add(example);
        }
        return new LabeledSample(usable.stream().map(Example::id).toList(), CentredSample.of(usable, frame, centre),
                usable.stream().mapToInt(example -> label(example, classes)).toArray(),
                single.stream().mapToDouble(Example::weight).toArray());
    }

    private static int label(Example example, LabelMeans classes) {
        return classes.indexOf(example.target().labels().getFirst());
    }

    /** m. */
    int size() {
        return labels.length;
    }

    double[] weights() {
        return examples.weights();
    }
}
