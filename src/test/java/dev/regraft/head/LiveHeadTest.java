package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveHeadTest {

    @Test
    void holdsTheHeadThatWasSetLast() {
        RandomHeads random = new RandomHeads(1, 3, 2);
        LiveHead live = new LiveHead();
        assertTrue(live.get().isEmpty());
        for (int version = 1; version <= 2; version++) {
            HeadVersion head = new HeadVersion(version, random.head(random.weights(), 1), 2, Instant.EPOCH, Metrics.NONE);
            live.set(head);
            assertSame(head, live.get().orElseThrow());
        }
        live.set(null);
        assertTrue(live.get().isEmpty());
    }
}
