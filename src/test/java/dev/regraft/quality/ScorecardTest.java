package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorecardTest {

    @Test
    void countsWhatItSeesAndWhatIsRight() {
        assertEquals(new Scorecard(3, 2), Scorecard.EMPTY.plus(true).plus(false).plus(true));
    }

    @Test
    void hasNoAccuracyBeforeTheFirst() {
        assertNull(Scorecard.EMPTY.accuracy());
        assertEquals(0, Scorecard.EMPTY.plus(false).accuracy());
        assertEquals(0.75, new Scorecard(4, 3).accuracy());
    }

    @ParameterizedTest
    @CsvSource({"0,1", "5,6", "5,-1", "-1,-1", "-1,0"})
    void refusesMoreRightThanSeen(long seen, long right) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Scorecard(seen, right));
        assertEquals("right must be in [0, " + seen + "]: " + right, refusal.getMessage());
    }
}
