package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.Prediction.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {

    private static final Prediction PREDICTION = new Prediction(new Output.SingleLabel(List.of("a", "b", "c", "d", "e"), 1), new float[] {0.1f, 0.3f, 0.2f, 0.3f, 0.1f}, null);

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
}
