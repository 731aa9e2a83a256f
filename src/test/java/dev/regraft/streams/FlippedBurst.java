package dev.regraft.streams;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * For a while some examples come with a wrong label.
 *
 * @param from time of the first that may
 * @param length over how many examples
 * @param share probability that one of these is labeled wrongly
 */
public record FlippedBurst(int from, int length, double share, Toward toward) implements Disturbance {

    /** Which wrong label it is. */
    public sealed interface Toward {

        /** Any other, at random. */
        record Any() implements Toward {
        }

        /** For all of a label the same other, drawn once for every burst. */
        record OneEach() implements Toward {
        }

        /** One of the first so many labels of the stream, at random; of a single one its own inputs are left as they are. */
        record Few(int labels) implements Toward {
        }
    }

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        List<String> labels = List.copyOf(new TreeSet<>(examples.stream().map(StreamedExample::truth).toList()));
        List<String> shuffled = new ArrayList<>(labels);
        Collections.shuffle(shuffled, Random.from(random));
        List<StreamedExample> flipped = new ArrayList<>(examples);
        for (int time = from; time < Math.min(from + length, examples.size()); time++) {
            StreamedExample example = examples.get(time);
            if (random.nextDouble() < share) {
                flipped.set(time, example.labeled(wrong(example.truth(), labels, shuffled, random)));
            }
        }
        return flipped;
    }

    private String wrong(String truth, List<String> labels, List<String> shuffled, RandomGenerator random) {
        return switch (toward) {
            case Toward.Any _ -> other(truth, labels, random);
            case Toward.OneEach _ -> shuffled.get((shuffled.indexOf(truth) + 1) % shuffled.size());
            case Toward.Few(int count) -> other(truth, labels.subList(0, count), random);
        };
    }

    private static String other(String truth, List<String> labels, RandomGenerator random) {
        List<String> others = labels.stream().filter(label -> !label.equals(truth)).toList();
        return others.isEmpty() ? truth : others.get(random.nextInt(others.size()));
    }
}
