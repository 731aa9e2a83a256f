package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MismatchTest {

    private static final Metrics.Interval INTERVAL = new Metrics.Interval(0.7, 0.9);

    private static Mismatch of(double accuracy, double neighbours, double p, double majority, Mismatch.Words... words) {
        return Mismatch.of(200, accuracy, INTERVAL, neighbours, 0.5, 0.24, p, majority, List.of(words));
    }

    private static Mismatch.Words words(double accuracy, double backbone, int onlyWords, int onlyBackbone) {
        return new Mismatch.Words("all others", 200, accuracy, backbone, onlyWords, onlyBackbone);
    }

    @Test
    void saysNothingAgainstABackboneThatBeatsAllOthers() {
        Mismatch fits = of(0.8, 0.7, 0.01, 0.3, words(0.6, 0.8, 10, 50));
        assertNull(fits.warning());
        assertNull(fits.note());
        assertEquals(0.6, fits.wordsAccuracy());
    }

    @Test
    void warnsWhereLabelsDoNoBetterThanShuffledOnes() {
        assertTrue(of(0.3, 0.3, 0.06, 0.25).warning().contains("p = 0.06"));
        assertNull(of(0.3, 0.3, 0.05, 0.25).warning());
    }

    @Test
    void warnsWhereTheMostFrequentLabelIsRightAsOften() {
        assertTrue(of(0.9, 0.88, 0.01, 0.9).warning().contains("most frequent label is right of 90.0 %"));
        assertNull(of(0.88, 0.91, 0.01, 0.9).warning());
    }

    @Test
    void warnsWhereWordCountsAreBetterByMoreThanChance() {
        // 7 of 7 fall to word counts by chance with 1/128, 5 of 5 with 1/32, 4 of 4 with 1/16.
        assertTrue(of(0.9, 0.8, 0.01, 0.3, words(0.935, 0.9, 7, 0)).warning().contains("word counts are right of 93.5 %"));
        assertNotNull(of(0.9, 0.8, 0.01, 0.3, words(0.925, 0.9, 5, 0)).warning());
        assertNull(of(0.9, 0.8, 0.01, 0.3, words(0.92, 0.9, 4, 0)).warning());
        assertNull(of(0.9, 0.8, 0.01, 0.3, words(0.95, 0.9, 40, 30)).warning());
    }

    @Test
    void warnsWhereWordCountsAreBetterWithFewExamplesOnly() {
        Mismatch.Words few = new Mismatch.Words("8 of each label", 64, 0.9, 0.7, 14, 1);
        Mismatch found = of(0.9, 0.8, 0.01, 0.3, words(0.9, 0.9, 4, 4), few);
        assertTrue(found.warning().endsWith("on the same 64 texts, learned from 8 of each label"), found.warning());
        assertEquals(0.9, found.wordsAccuracy());
    }

    @Test
    void chanceIsThatOfAFairCoin() {
        assertEquals(1 / 128.0, words(0, 0, 7, 0).pValue(), 1e-12);
        // P(at least 3 of 4) = (4 + 1) / 16
        assertEquals(5 / 16.0, words(0, 0, 3, 1).pValue(), 1e-12);
        assertEquals(1, words(0, 0, 0, 3).pValue());
    }

    @Test
    void doesNotWarnOfADifferenceThatDoesNotMatter() {
        // Given two thousand texts, of which word counts are right of 30 more, which is no chance
        Mismatch.Words words = new Mismatch.Words("all others", 2_000, 0.965, 0.95, 35, 5);
        assertTrue(words.pValue() < 1e-5);
        assertNull(Mismatch.of(2_000, 0.95, INTERVAL, 0.9, 0.5, 0.1, 0.01, 0.2, List.of(words)).warning());
    }

    @Test
    void withTooFewExamplesItSaysSoAndDoesNotWarn() {
        Mismatch found = of(0.3, 0.3, 0.5, 0.4);
        assertNotNull(found.onlyFrom(50).warning());
        Mismatch few = found.onlyFrom(49);
        assertNull(few.warning());
        assertTrue(few.note().endsWith("49 of at least 50"), few.note());
        assertEquals(0.5, few.pValue());
        assertNull(Mismatch.unknown(5, 2, 3).looAccuracy());
        assertTrue(Mismatch.unknown(5, 2, 3).note().endsWith("3 of at least 50"));
    }

    @Test
    void saysThatTextsAreNotKnown() {
        assertTrue(of(0.8, 0.7, 0.01, 0.3).note().contains("word counts"));
        assertNull(of(0.8, 0.7, 0.01, 0.3).wordsAccuracy());
    }
}
