package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

    private static final List<String> LABELS = List.of("a", "b");

    @Test
    void columnsAreLabelsOrTheOneNumber() {
        assertEquals(2, new Output.SingleLabel(LABELS, 1).columns());
        assertEquals(1, new Output.MultiLabel(List.of("a"), new float[1]).columns());
        assertEquals(1, new Output.Regression(null, null).columns());
        assertEquals(List.of(), new Output.Regression(null, null).labels());
    }

    @Test
    void everyKindIsOneOfTheThree() {
        assertEquals(Kind.SINGLE_LABEL, new Output.SingleLabel(LABELS, 1).kind());
        assertEquals(Kind.MULTI_LABEL, new Output.MultiLabel(LABELS, new float[2]).kind());
        assertEquals(Kind.REGRESSION, new Output.Regression(-1f, 1f).kind());
        for (Kind kind : Kind.values()) {
            assertEquals(kind, Kind.of(kind.word()).orElseThrow());
        }
    }

    @Test
    void doesNotFollowTheListOfLabelsItWasGiven() {
        List<String> labels = new ArrayList<>(LABELS);
        Output output = new Output.MultiLabel(labels, new float[2]);
        labels.set(0, "changed");
        assertEquals(LABELS, output.labels());
    }

    @Test
    void severalLabelsMayBeOneButNotNone() {
        assertRefused("a head must have at least 1 label: 0", () -> new Output.MultiLabel(List.of(), new float[0]));
        assertRefused("labels of a head must be distinct: [a, a]", () -> new Output.MultiLabel(List.of("a", "a"), new float[2]));
    }

    @Test
    void everyLabelHasItsThreshold() {
        assertRefused("thresholds must have 2 numbers: 1", () -> new Output.MultiLabel(LABELS, new float[1]));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.001f, 1.001f})
    void refusesThresholdsThatAreNoProbability(float threshold) {
        assertRefused("threshold must be in [0, 1]: " + threshold, () -> new Output.MultiLabel(LABELS, new float[] {0.5f, threshold}));
    }

    @Test
    void refusesThresholdsThatAreNotFinite() {
        assertRefused("thresholds must be finite: NaN", () -> new Output.MultiLabel(LABELS, new float[] {0.5f, Float.NaN}));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {"1,0", "NaN,0", "0,NaN", "-Infinity,0", "0,Infinity", "null,0", "0,null"})
    void refusesIntervalsThatAreNone(Float lower, Float upper) {
        assertRefused("interval must be finite and ascend: " + lower + " to " + upper, () -> new Output.Regression(lower, upper));
    }

    private static void assertRefused(String detail, Executable made) {
        assertEquals(detail, assertThrows(IllegalArgumentException.class, made).getMessage());
    }
}
