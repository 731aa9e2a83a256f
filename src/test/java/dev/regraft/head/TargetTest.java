package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Test
    void labelsAreASet() {
        assertEquals(List.of("a", "b", "c"), new Target.Labels(List.of("c", "a", "b", "a")).labels());
        assertEquals(new Target.Labels(List.of("b", "a")), new Target.Labels(List.of("a", "b", "b")));
        assertEquals(List.of(), new Target.Labels(List.of()).labels());
    }

    @Test
    void oneLabelIsNotASetOfOne() {
        assertEquals(new Target.Label("a").labels(), new Target.Labels(List.of("a")).labels());
        assertNotEquals(new Target.Label("a"), new Target.Labels(List.of("a")));
    }

    @Test
    void numberHasNoLabels() {
        assertEquals(List.of(), new Target.Value(1.5).labels());
    }

    @Test
    void everyTargetKnowsItsKind() {
        assertEquals(Kind.SINGLE_LABEL, new Target.Label("a").kind());
        assertEquals(Kind.MULTI_LABEL, new Target.Labels(List.of()).kind());
        assertEquals(Kind.REGRESSION, new Target.Value(0).kind());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesNumbersThatAreNotFinite(double value) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Target.Value(value));
        assertEquals("target must be finite: " + value, refusal.getMessage());
    }
}
