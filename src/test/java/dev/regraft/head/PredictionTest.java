package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Prediction.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {

    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e");
    private static final Prediction PREDICTION = new Prediction(new Output.SingleLabel(LABELS, 1),
            new float[] {0.1f, 0.3f, 0.2f, 0.3f, 0.1f}, null);

    @Test
    void topGoesDownAndKeepsTheHeadsOrderInTies() {
        assertEquals(List.of(new Score("b", 0.3f), new Score("d", 0.3f), new Score("c", 0.2f), new Score("a", 0.1f), new Score("e", 0.1f)),
                PREDICTION.top(5));
    }

    @Test
    void topIsCutToTheCount() {
        assertEquals(List.of(new Score("b", 0.3f), new Score("d", 0.3f)), PREDICTION.top(2));
        assertTrue(PREDICTION.top(0).isEmpty());
    }

    @Test
    void topOfMoreThanThereAreIsAll() {
        assertEquals(PREDICTION.top(5), PREDICTION.top(6));
        assertEquals(PREDICTION.top(5), PREDICTION.top(Integer.MAX_VALUE));
    }

    @Test
    void bestIsTheFirstOfTheMostProbable() {
        assertEquals(new Score("b", 0.3f), PREDICTION.best());
        assertEquals(PREDICTION.best(), PREDICTION.top(1).getFirst());
    }

    @Test
    void answersTheBestLabel() {
        assertEquals(new Target.Label("b"), PREDICTION.answer());
        assertNull(PREDICTION.interval());
    }

    @Test
    void answersTheLabelsAtOrAboveTheirThresholds() {
        float[] probabilities = {0.5f, 0.7f, 0.2f, 0, 1};
        Prediction prediction = new Prediction(new Output.MultiLabel(LABELS, new float[] {0.5f, 0.8f, 0.1f, 0.1f, 1}), probabilities, null);
        assertEquals(new Target.Labels(List.of("a", "c", "e")), prediction.answer());
        assertEquals(List.of(new Score("e", 1), new Score("b", 0.7f)), prediction.top(2));
        assertNull(prediction.interval());
    }

    @Test
    void answersNoLabelWhereNoneIsLikely() {
        Prediction prediction = new Prediction(new Output.MultiLabel(List.of("a"), new float[] {0.5f}), new float[] {0.49f}, null);
        assertEquals(new Target.Labels(List.of()), prediction.answer());
    }

    @Test
    void answersTheNumberInItsInterval() {
        Prediction prediction = new Prediction(new Output.Regression(-0.5f, 2f), new float[] {10.25f}, null);
        assertEquals(new Target.Value(10.25), prediction.answer());
        assertEquals(new Prediction.Interval(9.75, 12.25), prediction.interval());
        assertEquals(List.of(), prediction.top(5));
    }

    @Test
    void numberHasNoIntervalWhereTooLittleIsKnown() {
        assertNull(new Prediction(new Output.Regression(null, null), new float[] {1}, null).interval());
    }

    @Test
    void headOfSeveralLabelsTellsEachByItself() {
        Head head = new Head(new FeatureSpace("toy", "0".repeat(64), 1), "toy",
                new Output.MultiLabel(List.of("a", "b"), new float[] {0.5f, 0.5f}), new Linear(new float[] {2, -2}, new float[] {0, 1}));
        float[] probabilities = head.predict(Features.quantise(1)).numbers();
        assertEquals(1 / (1 + Math.exp(-2)), probabilities[0], 1e-7);
        assertEquals(1 / (1 + Math.exp(1)), probabilities[1], 1e-7);
    }

    @Test
    void headOfANumberTellsItAsItIs() {
        Head head = new Head(new FeatureSpace("toy", "0".repeat(64), 2), "toy", new Output.Regression(null, null),
                new Linear(new float[] {100, -8}, new float[] {3}));
        assertEquals(new Target.Value(49), head.predict(Features.quantise(0.5f, 0.5f)).answer());
    }
}
