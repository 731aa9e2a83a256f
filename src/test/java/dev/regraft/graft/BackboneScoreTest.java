package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackboneScoreTest {

    private static final int SIZE = 120;

    /** Unit vectors of 6 numbers, of which the first tells the labels apart, more or less. */
    private static BackboneScore score(double distance) {
        Random random = new Random(3);
        List<Features> features = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            float[] vector = new float[6];
            double square = 0;
            for (int j = 0; j < vector.length; j++) {
                vector[j] = (float) (random.nextGaussian() + (j == 0 ? distance * (i % 2) : 0));
                square += vector[j] * vector[j];
            }
            for (int j = 0; j < vector.length; j++) {
                vector[j] /= (float) Math.sqrt(square) * 1.0001f;
            }
            features.add(Features.quantise(vector));
            labels.add(i % 2 == 0 ? "even" : "odd");
        }
        return BackboneScore.of(features, labels, Collections.nCopies(SIZE, null));
    }

    @Test
    void theBetterBackboneComesFirstAndHasTheBetterSecondOpinions() {
        BackboneScore blind = score(0.2);
        BackboneScore keen = score(6);
        List<BackboneScore> ranked = new ArrayList<>(List.of(blind, keen));
        ranked.sort(BackboneScore.BEST_FIRST);
        assertEquals(List.of(keen, blind), ranked);
        assertTrue(keen.looAccuracy() > 0.9 && keen.logMe() > blind.logMe() && keen.hScore() > blind.hScore(), keen.toString());
    }

    @Test
    void ofEquallyAccurateOnesTheGreaterEvidenceComesFirst() {
        BackboneScore some = score(6);
        BackboneScore more = new BackboneScore(some.fit(), some.logMe() + 0.1, some.hScore() - 0.1);
        assertTrue(BackboneScore.BEST_FIRST.compare(more, some) < 0);
    }
}
