package dev.regraft.head;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a head says of one input, and how novel it is.
 *
 * @param output what kind of answer it is
 * @param numbers the probability of each label in the head's order, which sum to 1 if the input has one of them; or the one number that was
 *     asked for; owned by the prediction
 * @param novelty share of known examples that are less unlike the others than this input is, in [0, 1]; null if the head cannot say
 */
public record Prediction(Output output, float[] numbers, Float novelty) {

    /** One label with its probability. */
    public record Score(String label, float probability) {
    }

    /** What holds 90 % of what is true. */
    public record Interval(double lower, double upper) {
    }

    /** The most probable label; of equal ones the first. */
    public Score best() {
        int best = 0;
        for (int k = 1; k < numbers.length; k++) {
            if (numbers[k] > numbers[best]) {
                best = k;
            }
        }
        return score(best);
    }

    /** The {@code count} most probable labels, most probable first; all of them if there are fewer. */
    public List<Score> top(int count) {
        return IntStream.range(0, output.labels().size())
                .boxed()
                .sorted((a, b) -> Float.compare(numbers[b], numbers[a]))
                .limit(count)
                .map(this::score)
                .toList();
    }

    private Score score(int k) {
        return new Score(output.labels().get(k), numbers[k]);
    }

    /** What the head takes to be right: its best label, the labels at or above their thresholds, or the number. */
    public Target answer() {
        return switch (output) {
            case Output.SingleLabel _ -> new Target.Label(best().label());
            case Output.MultiLabel(List<String> labels, float[] thresholds) -> new Target.Labels(IntStream.range(0, numbers.length)
                    .filter(k -> numbers[k] >= thresholds[k]).mapToObj(labels::get).toList());
            case Output.Regression _ -> new Target.Value(numbers[0]);
        };
    }

    /** The interval around the number that holds 90 % of what is true; null if too little is known to say, or no number was asked for. */
    public Interval interval() {
        return output instanceof Output.Regression(Float lower, Float upper) && lower != null
                ? new Interval(numbers[0] + lower, numbers[0] + upper) : null;
    }

    /** Whether the input is more unlike everything known than 95 % of known examples; null if the head cannot say. */
    public Boolean novel() {
        return novelty == null ? null : novelty > Novelty.THRESHOLD;
    }
}
