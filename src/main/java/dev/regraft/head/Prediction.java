package dev.regraft.head;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a head says of one input: a probability for every label, and how novel it is.
 *
 * @param labels in the head's order
 * @param probabilities one for each label, summing to 1; owned by the prediction
 * @param novelty share of known examples that are less unlike the others than this input is, in [0, 1]; null if the head cannot say
 */
public record Prediction(List<String> labels, float[] probabilities, Float novelty) {

    /** One label with its probability. */
    public record Score(String label, float probability) {
    }

    /** The most probable label; of equal ones the first. */
    public Score best() {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            if (probabilities[k] > probabilities[best]) {
                best = k;
            }
        }
        return score(best);
    }

    /** The {@code count} most probable labels, most probable first; all of them if there are fewer. */
    public List<Score> top(int count) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .limit(count)
                .map(this::score)
                .toList();
    }

    /** Whether the input is more unlike everything known than 95 % of known examples; null if the head cannot say. */
    public Boolean novel() {
        return novelty == null ? null : novelty > Novelty.THRESHOLD;
    }

    private Score score(int k) {
        return new Score(labels.get(k), probabilities[k]);
    }
}
