package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regraft.feature.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftReferenceTest {

    private final List<Features> examples = new Clusters(4, 1, 1).next(600);

    @Test
    void isTheSameOfTheSameExamples() {
        assertEquals(DriftReference.of(Clusters.SPACE, examples), DriftReference.of(Clusters.SPACE, List.copyOf(examples)));
        assertNotEquals(DriftReference.of(Clusters.SPACE, examples), DriftReference.of(Clusters.SPACE, examples.subList(1, 600)));
    }

    @Test
    void countsEqualVectorsOnce() {
        List<Features> repeated = new ArrayList<>(examples);
        repeated.addAll(examples);
        assertEquals(DriftReference.of(Clusters.SPACE, examples), DriftReference.of(Clusters.SPACE, repeated));
    }

    @Test
    void fewDifferentExamplesGiveNone() {
        assertTrue(DriftReference.of(Clusters.SPACE, examples.subList(0, 49)).isEmpty());
        assertEquals(50, DriftReference.of(Clusters.SPACE, examples.subList(0, 50)).orElseThrow().examples());
    }

    @Test
    void comesBackOutOfJsonAndIsSmall() throws IOException {
        DriftReference reference = DriftReference.of(Clusters.SPACE, examples).orElseThrow();
        byte[] json = new ObjectMapper().writeValueAsBytes(reference);
        assertTrue(json.length < 8_000, json.length + " bytes");
        assertEquals(reference, new ObjectMapper().readValue(json, DriftReference.class));
    }

    @Test
    void thresholdHoldsForWindowsOfTheSameKind() {
        DriftSketch sketch = new DriftSketch(DriftReference.of(Clusters.SPACE, examples).orElseThrow());
        Clusters served = new Clusters(4, 1, 2);
        double threshold = sketch.threshold(50, 0.05);
        long beyond = 0;
        for (int i = 0; i < 1_000; i++) {
            beyond += sketch.distance(served.next(50)) > threshold ? 1 : 0;
        }
        assertTrue(beyond >= 20 && beyond <= 85, beyond + " of 1000 windows are beyond what 5 % should be");
    }
}
