package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Linear;
import dev.regraft.head.Metrics;
import dev.regraft.head.Output;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What it costs a prediction to be remembered and watched: answers with and without, 384 dimensions, 20 labels. */
final class AnswersBenchmark {

    private static final int INPUTS = 20_000;
    private static final int ROUNDS = 12;

    private AnswersBenchmark() {
    }

    public static void main(String[] args) {
        FeatureSpace space = Toy.space(384);
        Random random = new Random(1);
        float[] weights = new float[384 * 20];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        Head head = new Head(space, "toy", new Output.SingleLabel(IntStream.range(0, 20).mapToObj(k -> "label-" + (char) ('a' + k)).toList(), 1),
                new Linear(weights, new float[20]));
        HeadVersion live = new HeadVersion(1, head, 20, Toy.CREATED, Metrics.NONE);
        Task task = Toy.task();
        task.keep(live);
        task.advance(task.state().trained(1, live.sha256(), "trained").promoted(1, live.sha256(), "good", Toy.CREATED, null), 1);
        List<List<Answer.Extracted>> inputs = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            float[] vector = new float[384];
            for (int j = 0; j < vector.length; j++) {
                vector[j] = (float) Math.clamp(random.nextGaussian() / 20, -1, 1);
            }
            inputs.add(List.of(new Answer.Extracted(Features.quantise(vector), false, "text number " + i)));
        }
        Answers answers = new Answers(new RecentPredictions(Toy.limits()), new DriftWatch(() -> 100, _ -> { }, new SimpleMeterRegistry()),
                () -> Toy.CREATED);
        double alone = Double.MAX_VALUE;
        double remembered = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            inputs.forEach(input -> Answer.of(task, Answer.requireLive(task), space, input, 5));
            long middle = System.nanoTime();
            inputs.forEach(input -> answers.answer(task, Answer.requireLive(task), space, input, 5));
            alone = Math.min(alone, (middle - start) / 1e3 / INPUTS);
            remembered = Math.min(remembered, (System.nanoTime() - middle) / 1e3 / INPUTS);
        }
        System.out.printf("an answer %.2f µs, remembered and watched %.2f µs%n", alone, remembered);
    }
}
