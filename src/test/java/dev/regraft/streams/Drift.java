package dev.regraft.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * From a time on the world is another: at once, or over a span in which the new one comes more and more often. Test inputs drift with it.
 *
 * @param from time of its beginning
 * @param span how long both worlds are met; 0 if the change is abrupt
 */
public record Drift(int from, int span, Concept concept) implements Disturbance {

    private static final int STEPS = 20;

    public static Drift abrupt(int from, Concept concept) {
        return new Drift(from, 0, concept);
    }

    public static Drift gradual(int from, int span, Concept concept) {
        return new Drift(from, span, concept);
    }

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        List<StreamedExample> drifted = new ArrayList<>();
        for (int time = 0; time < examples.size(); time++) {
            boolean isNew = random.nextDouble() < share(time);
            drifted.add(isNew ? changed(examples.get(time)) : examples.get(time));
        }
        return drifted;
    }

    /** Probability that an example is of the new world. */
    private double share(int time) {
        if (time < from) {
            return 0;
        }
        return time >= from + span ? 1 : (time - from + 1) / (double) (span + 1);
    }

    /** In steps of 1/20, so that test sets are few. */
    @Override
    public double progress(int time) {
        return Math.floor(STEPS * share(time)) / STEPS;
    }

    @Override
    public StreamedExample changed(StreamedExample example) {
        return concept.of(example).with(StreamedExample.CONCEPT, "new");
    }
}
