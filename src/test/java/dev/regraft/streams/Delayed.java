package dev.regraft.streams;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Labels come late, some later than others: every example waits for up to so many that come after it.
 *
 * @param most how many at most
 */
public record Delayed(int most) implements Disturbance {

    @Override
    public List<StreamedExample> disturb(List<StreamedExample> examples, RandomGenerator random) {
        int[] arrivals = IntStream.range(0, examples.size()).map(time -> time + random.nextInt(most + 1)).toArray();
        Integer[] order = IntStream.range(0, arrivals.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingInt(time -> arrivals[time]));
        return Arrays.stream(order).map(examples::get).toList();
    }
}
