package dev.regraft.streams;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * For a while examples that came before come again under their own ids with wrong labels, in place of new ones.
 *
 * @param from time of the first that may, at least 1
 * @param length over how many examples
 * @param share probability that one of these is such a relabel
 */
public record WrongRelabels(int from, int length, double share) implements Disturbance {

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        List<String> labels = examples.stream().map(StreamedExample::truth).distinct().sorted().toList();
        List<StreamedExample> disturbed = new ArrayList<>(examples);
        Set<String> relabeled = new HashSet<>();
        for (int time = from; time < Math.min(from + length, examples.size()); time++) {
            StreamedExample former = examples.get(random.nextInt(from));
            if (random.nextDouble() < share && relabeled.add(former.id())) {
                List<String> others = labels.stream().filter(label -> !label.equals(former.truth())).toList();
                disturbed.set(time, former.labeled(others.get(random.nextInt(others.size()))));
            }
        }
        return disturbed;
    }
}
