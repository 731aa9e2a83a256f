package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftMonitorTest {

    private static final int WINDOW = 100;
    private static final Duration SPAN = Duration.ofSeconds(10);

    private final DriftReference reference = DriftReference.of(Clusters.SPACE, new Clusters(4, 1, 1).next(1_000)).orElseThrow();
    private final Clusters ordinary = new Clusters(4, 1, 2);
    private final Clusters other = new Clusters(4, 9, 3);
    private final DriftMonitor monitor = new DriftMonitor();
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");

    private DriftMonitor.Sighting look(List<Features> inputs, int novel) {
        Instant from = now;
        now = now.plus(SPAN);
        return monitor.look(new DriftWindow(inputs, from, now, 0.9, WINDOW, novel), reference);
    }

    @Test
    void staysCalmWhileInputsAreLikeTheExamples() {
        for (int i = 0; i < 500; i++) {
            DriftMonitor.Sighting sighting = look(ordinary.next(WINDOW), 5);
            assertFalse(sighting.drifting(), i + ": " + sighting);
        }
    }

    @Test
    void alarmsAtTheFirstWindowOfOtherInputsAndLastsUntilTwoAreOrdinary() {
        assertFalse(look(ordinary.next(WINDOW), 5).drifting());
        DriftMonitor.Sighting first = look(other.next(WINDOW), 5);
        assertTrue(first.distance() > first.threshold(), first.toString());
        Instant since = first.since();
        assertEquals(now, since);
        assertEquals(since, look(other.next(WINDOW), 5).since());
        assertEquals(since, look(ordinary.next(WINDOW), 5).since());
        assertEquals(since, look(other.next(WINDOW), 5).since());
        assertEquals(since, look(ordinary.next(WINDOW), 5).since());
        assertNull(look(ordinary.next(WINDOW), 5).since());
        assertNotNull(look(other.next(WINDOW), 5).since());
    }

    @Test
    void alarmsAtManyNovelInputsThoughTheirMeanIsOrdinary() {
        DriftMonitor.Sighting usual = look(ordinary.next(WINDOW), 10);
        assertFalse(usual.drifting(), usual.toString());
        DriftMonitor.Sighting novel = look(ordinary.next(WINDOW), 40);
        assertTrue(novel.drifting() && novel.distance() < novel.threshold(), novel.toString());
    }

    @Test
    void withoutAReferenceNovelInputsAreNoticedStill() {
        DriftWindow window = new DriftWindow(ordinary.next(WINDOW), now, now.plus(SPAN), null, WINDOW, 60);
        DriftMonitor.Sighting sighting = monitor.look(window, null);
        assertTrue(sighting.drifting());
        assertNull(sighting.distance());
    }

    @Test
    void saysNothingWhereNothingIsKnown() {
        DriftWindow window = new DriftWindow(ordinary.next(WINDOW), now, now.plus(SPAN), null, 0, 0);
        assertEquals(new DriftMonitor.Sighting(null, null, null, null), monitor.look(window, null));
    }

    @Test
    void windowsSpendNoMoreThanOneFalseAlarmAMonth() {
        for (Duration span : List.of(Duration.ofMillis(10), Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(3))) {
            double windows = (double) Duration.ofDays(30).toNanos() / span.toNanos();
            double spent = windows * DriftMonitor.level(span);
            assertTrue(spent <= 1 + 1e-9, span + " spends " + spent);
        }
        assertEquals(1.0 / (30 * 24 * 3600), DriftMonitor.level(Duration.ofSeconds(1)), 1e-12);
    }

    @Test
    void aShorterWindowHasTheHigherThreshold() {
        DriftWindow slow = new DriftWindow(ordinary.next(WINDOW), now, now.plus(SPAN), null, WINDOW, 0);
        DriftWindow fast = new DriftWindow(slow.inputs(), now, now.plusMillis(10), null, WINDOW, 0);
        DriftMonitor.Sighting slowly = monitor.look(slow, reference);
        DriftMonitor.Sighting quickly = monitor.look(fast, reference);
        assertTrue(quickly.threshold() > slowly.threshold());
        assertTrue(quickly.novelThreshold() > slowly.novelThreshold());
    }
}
