package dev.regraft.streams;

import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls a stream. It leaves its length as it is: what comes is changed, replaced, or comes at another time. */
public interface Disturbance {

    /**
     * The stream as it comes then.
     *
     * @param examples in the order in which they would come; the time of each is its index
     */
    List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random);

    /** How far new inputs have become others by then, in [0, 1]; 0 if it is the stream alone that is disturbed. */
    default double progress(int time) {
        return 0;
    }

    /** An input as it is once it has become another. */
    default StreamedExample changed(StreamedExample example) {
        return example;
    }
}
