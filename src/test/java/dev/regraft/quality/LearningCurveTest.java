package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.Growth;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LearningCurveTest {

    private static final int ASKED = 2_000;

    /** Heads whose errors are these: one that is right of an example stays so. */
    private static Growth growth(int asked, long[] examples, double... errors) {
        boolean[][] right = new boolean[examples.length][asked];
        double[] weights = new double[asked];
        Arrays.fill(weights, 1);
        for (int i = 0; i < errors.length; i++) {
            Arrays.fill(right[i], (int) Math.round(errors[i] * asked), asked, true);
        }
        return new Growth(examples, right, weights);
    }

    @Test
    void foretellsAPowerLaw() {
        PowerLaw law = new PowerLaw(0.02, 4, 0.6);
        long[] examples = {500, 1000, 2000, 4000};
        LearningCurve curve = LearningCurve.of(growth(ASKED, examples, Arrays.stream(examples).mapToDouble(law::error).toArray()));
        assertEquals(4, curve.points().size());
        assertEquals(1 - law.error(4000), curve.points().getLast().accuracy(), 1e-3);
        assertEquals(8000, curve.doubled().examples());
        assertEquals(1 - law.error(8000), curve.doubled().accuracy(), 0.005);
        assertTrue(curve.doubled().interval().lower() <= 1 - law.error(8000) && curve.doubled().interval().upper() >= 1 - law.error(8000));
        assertTrue(curve.tenfold().interval().lower() <= 1 - law.error(40_000) && curve.tenfold().interval().upper() >= 1 - law.error(40_000));
        double width = curve.doubled().interval().upper() - curve.doubled().interval().lower();
        assertTrue(width < 0.05, "width " + width);
        assertTrue(curve.tenfold().interval().upper() - curve.tenfold().interval().lower() > width);
        assertEquals(0.6, curve.law().exponent(), 0.1);
    }

    @Test
    void foretellsNothingFromTooLittle() {
        // Two points
        assertNull(LearningCurve.of(growth(ASKED, new long[] {100, 200}, 0.3, 0.2)).doubled());
        // Few examples asked
        assertNull(LearningCurve.of(growth(50, new long[] {100, 200, 400, 800}, 0.5, 0.4, 0.3, 0.2)).doubled());
        // Nothing is learned
        assertNull(LearningCurve.of(growth(ASKED, new long[] {100, 200, 400, 800}, 0.5, 0.5, 0.5, 0.5)).doubled());
        // Three points say something of twice the examples, not of ten times
        LearningCurve three = LearningCurve.of(growth(ASKED, new long[] {200, 400, 800}, 0.4, 0.3, 0.25));
        assertNotNull(three.doubled());
        assertNull(three.tenfold());
        assertEquals(0, LearningCurve.of(new Growth(new long[] {0}, new boolean[1][0], new double[0])).points().size());
    }

    @Test
    void noErrorAtAllIsNoPromise() {
        LearningCurve curve = LearningCurve.of(growth(ASKED, new long[] {100, 200, 400, 800}, 0.1, 0.02, 0, 0));
        assertTrue(curve.doubled().accuracy() <= 1 && curve.doubled().accuracy() > 0.99);
    }
}
