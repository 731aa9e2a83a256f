package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class AssessmentTest {

    @Test
    void intervalIsWilsons() {
        // Agresti and Coull, 1998: 0 of 10 and 5 of 10
        assertEquals(0.2775, Assessment.interval(0, 10).upper(), 1e-4);
        assertEquals(0, Assessment.interval(0, 10).lower());
        assertEquals(0.2366, Assessment.interval(0.5, 10).lower(), 1e-4);
        assertEquals(0.7634, Assessment.interval(0.5, 10).upper(), 1e-4);
        assertEquals(1, Assessment.interval(1, 10).upper());
    }

    @Test
    void unequalWeightsTellLess() {
        assertEquals(4, Assessment.effectiveSize(new double[] {3, 3}, new double[] {3, 3}), 1e-12);
        assertEquals(102.0 * 102 / 10_002, Assessment.effectiveSize(new double[] {100, 1, 1}), 1e-12);
    }

    @Test
    void notesWhereThereAreFewExamples() {
        assertNull(Assessment.note(10, new long[] {5, 5}));
        assertEquals("too few examples to say how good it is: 6 of at least 10", Assessment.note(6, new long[0]));
        assertEquals("2 of 3 labels have fewer than 5 examples", Assessment.note(12, new long[] {4, 0, 8}));
        assertEquals("too few examples to say how good it is: 2 of at least 10; 2 of 2 labels have fewer than 5 examples",
                Assessment.note(2, new long[] {1, 1}));
    }
}
