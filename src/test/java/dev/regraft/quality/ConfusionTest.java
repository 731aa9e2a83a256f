package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.regraft.head.LeftOut;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {

    @Test
    void countsWhatIsTakenForWhatTheMostFrequentFirst() {
        Confusion confusion = Confusion.of(new LeftOuts()
                .add(4, 'a', 1, 0, 0).add(2, 'a', 0, 1, 0).add(3, 'b', 0, 0, 1).add(1, 'c', 0, 0, 1).all());
        assertEquals(List.of(new Confusion.Pair("b", "c", 3, 3), new Confusion.Pair("a", "b", 2, 6)), confusion.pairs());
        assertEquals(List.of("a", "b", "c"), confusion.matrix().labels());
        assertArrayEquals(new long[][] {{4, 2, 0}, {0, 0, 3}, {0, 0, 1}}, confusion.matrix().counts());
    }

    @Test
    void manyLabelsHaveNoMatrix() {
        List<String> labels = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        int[] given = new int[Confusion.MOST_LABELS + 1];
        float[][] probabilities = new float[given.length][given.length];
        double[] weights = new double[given.length];
        for (int k = 0; k < given.length; k++) {
            labels.add("label-%03d".formatted(k));
            ids.add("id-" + k);
            given[k] = k;
            probabilities[k][(k + 1) % given.length] = 1;
            weights[k] = 1;
        }
        Confusion confusion = Confusion.of(new LeftOut(ids, labels, given, weights, probabilities));
        assertNull(confusion.matrix());
        assertEquals(Confusion.MOST_PAIRS, confusion.pairs().size());
    }
}
