package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

    @ParameterizedTest
    @EnumSource(names = {"GUARDED", "IMMEDIATE"})
    void promotesAtOnceAndSaysWhichGateItWas(Gate.Mode mode) {
        var verdict = assertInstanceOf(Gate.Verdict.Promote.class, new Gate(mode, 0.01, 0.05).judge());
        assertTrue(verdict.reason().startsWith(mode.name().toLowerCase() + ": "), verdict.reason());
    }

    @Test
    void manualHoldsForAnOperator() {
        var verdict = assertInstanceOf(Gate.Verdict.Hold.class, new Gate(Gate.Mode.MANUAL, 0.01, 0.05).judge());
        assertEquals("manual: waits for an operator", verdict.reason());
    }

    @Test
    void isGuardedByDefault() {
        assertEquals(new Gate(Gate.Mode.GUARDED, 0.01, 0.05), Gate.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1, 2, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesMarginsOutOfRange(double margin) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Gate(Gate.Mode.GUARDED, margin, 0.05));
        assertEquals("margin must be in [0, 1): " + margin, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 0, 1, Double.NaN, Double.NEGATIVE_INFINITY})
    void refusesAlphasOutOfRange(double alpha) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Gate(Gate.Mode.GUARDED, 0, alpha));
        assertEquals("alpha must be in (0, 1): " + alpha, refusal.getMessage());
    }
}
