package dev.regraft.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Some examples come again under other ids, in place of new ones.
 *
 * @param share probability that an example is the copy of one that came before
 */
public record Duplicates(double share) implements Disturbance {

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        List<StreamedExample> disturbed = new ArrayList<>();
        List<StreamedExample> originals = new ArrayList<>();
        for (StreamedExample example : examples) {
            if (!originals.isEmpty() && random.nextDouble() < share) {
                disturbed.add(originals.get(random.nextInt(originals.size())).copiedAs(example.id()));
            } else {
                disturbed.add(example);
                originals.add(example);
            }
        }
        return disturbed;
    }
}
