package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void defaultsAreThoseOfTheContract() {
        Limits limits = Toy.limits();
        assertEquals(20 << 20, limits.requestBytes());
        assertEquals(1_000, limits.requestInputs());
        assertEquals(10_000, limits.arrayExamples());
        assertEquals(10_000, limits.taskLabels());
        assertEquals(1_000, limits.exampleLabels());
        assertEquals(256, limits.labelCharacters());
        assertEquals(256, limits.idCharacters());
        assertEquals(32, limits.exampleAttributes());
    }

    @Test
    void eachIsAKey() {
        assertEquals(2, Toy.limits("task-labels=2").taskLabels());
    }
}
