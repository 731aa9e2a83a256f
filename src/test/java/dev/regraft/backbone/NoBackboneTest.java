package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoBackboneTest {

    private static final BackboneSource NOTHING_TO_LOAD = name -> {
        throw new IllegalStateException(name + " must not be loaded");
    };

    private static Input vector(double... numbers) {
        return new Input.Vector(GivenVectors.features(numbers));
    }

    @Test
    void vectorsAreFeaturesWithoutLoadingAnything() {
        Backbone none = NOTHING_TO_LOAD.load("none", vector(1, 2));
        assertEquals(GivenVectors.space(2), none.space());
        List<Extraction> made = none.extract(List.of(vector(1, 2), vector(3, 4)), Priority.SERVE).join();
        assertEquals(List.of(GivenVectors.features(new double[] {1, 2}), GivenVectors.features(new double[] {3, 4})),
                made.stream().map(Extraction::features).toList());
    }

    @Test
    void oneRequestHasVectorsOfOneLength() {
        Backbone none = NOTHING_TO_LOAD.load("none", vector(1, 2));
        var refusal = assertThrows(RefusedException.class, () -> none.prepare(vector(1)));
        assertEquals("features must be 2 numbers, as those of the task's first example were: 1", refusal.detail());
    }

    @Test
    void inputsAreForTheirTasks() {
        Optional<FeatureSpace> any = Optional.empty();
        Input text = new Input.Text("hello");
        assertEquals(text, text.requireFor("all-minilm-l6-v2", any));
        assertEquals(vector(1), vector(1).requireFor("none", any));
        assertEquals("an input of a task whose backbone is none must be features: text",
                assertThrows(RefusedException.class, () -> text.requireFor("none", any)).detail());
        assertEquals("features are taken by tasks whose backbone is none: all-minilm-l6-v2",
                assertThrows(RefusedException.class, () -> vector(1).requireFor("all-minilm-l6-v2", any)).detail());
        assertThrows(RefusedException.class, () -> vector(1).requireFor("none", Optional.of(GivenVectors.space(2))));
    }
}
