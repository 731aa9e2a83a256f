package dev.regraft.graft;

import dev.regraft.head.Head;
import dev.regraft.head.Target;
import dev.regraft.train.Example;
import java.util.List;

/**
 * How good a head is of the examples of its training set, by weight: too good to be true where it has learned them by heart.
 *
 * @param share of those it is right of; null for numbers, or where there is no example
 * @param rmse root of the mean squared error of numbers; null for labels, or where there is no example
 */
record TrainingAccuracy(Double share, Double rmse) {

    static final TrainingAccuracy NONE = new TrainingAccuracy(null, null);

    private static final int MOST = 20_000;
    private static final int LOOK_EVERY = 256;

    /**
     * Of the first 20,000.
     *
     * @param examples of the head's space and kind, of positive weight
     * @throws InterruptedException if the thread was interrupted
     */
    static TrainingAccuracy of(Head head, List<Example> examples) throws InterruptedException {
        double right = 0;
        double square = 0;
        double total = 0;
        boolean number = false;
        for (int i = 0; i < Math.min(MOST, examples.size()); i++) {
            if (i % LOOK_EVERY == 0 && Thread.interrupted()) {
                throw new InterruptedException();
            }
            Example example = examples.get(i);
            Target answer = head.predict(example.features()).answer();
            total += example.weight();
            if (answer instanceof Target.Value(double predicted) && example.target() instanceof Target.Value(double value)) {
                number = true;
                square += example.weight() * (predicted - value) * (predicted - value);
            } else {
                right += answer.equals(example.target()) ? example.weight() : 0;
            }
        }
        if (total == 0) {
            return NONE;
        }
        return number ? new TrainingAccuracy(null, Math.sqrt(square / total)) : new TrainingAccuracy(right / total, null);
    }
}
