package dev.regraft.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The example that comes at a time comes with a wrong label, and again and again under other ids, in place of those that would follow.
 *
 * @param from its time
 * @param times how often it comes in all
 */
public record WrongExampleRepeated(int from, int times) implements Disturbance {

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        StreamedExample right = examples.get(from);
        List<String> others = examples.stream().map(StreamedExample::truth).filter(label -> !label.equals(right.truth()))
                .distinct().sorted().toList();
        StreamedExample wrong = right.labeled(others.get(random.nextInt(others.size())));
        List<StreamedExample> disturbed = new ArrayList<>(examples);
        disturbed.set(from, wrong);
        for (int time = from + 1; time < from + times; time++) {
            disturbed.set(time, wrong.copiedAs(examples.get(time).id()));
        }
        return disturbed;
    }
}
