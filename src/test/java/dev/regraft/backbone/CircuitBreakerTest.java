package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private final CircuitBreaker breaker = new CircuitBreaker(3, 100);

    @Test
    void opensAfterFailuresInARow() {
        breaker.failed(0);
        breaker.failed(0);
        breaker.answered();
        breaker.failed(0);
        breaker.failed(0);
        assertEquals(0, breaker.waitNanos(0));
        breaker.failed(10);
        assertTrue(breaker.isOpen(10));
        assertEquals(60, breaker.waitNanos(50));
        breaker.failed(60);
        assertEquals(50, breaker.waitNanos(60), "what was out already does not make it longer");
    }

    @Test
    void sendsOneToSeeAndGoesByThat() {
        breaker.open(0);
        assertTrue(breaker.isOpen(99));
        assertFalse(breaker.isOpen(100));
        assertEquals(0, breaker.waitNanos(100));
        breaker.begun();
        assertEquals("trying", breaker.word());
        assertEquals(Long.MAX_VALUE, breaker.waitNanos(100));
        breaker.failed(120);
        assertEquals(100, breaker.waitNanos(120));
        breaker.begun();
        breaker.answered();
        assertEquals("closed", breaker.word());
        breaker.failed(300);
        breaker.failed(300);
        assertEquals(0, breaker.waitNanos(300), "it counts anew");
    }
}
