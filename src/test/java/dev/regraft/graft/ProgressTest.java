package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = Progress.NONE.with(new Position(0, 5)).with(new Position(2, 0));

    @Test
    void neverGoesBack() {
        assertEquals(progress, progress.with(new Position(0, 4)));
        assertEquals(new TreeMap<>(Map.of(0, 6L, 2, 0L)), progress.with(new Position(0, 6)).offsets());
    }

    @Test
    void coversWhatEveryPartitionHasReached() {
        assertTrue(progress.covers(progress));
        assertTrue(progress.covers(Progress.NONE));
        assertTrue(progress.covers(Progress.NONE.with(new Position(0, 4))));
        assertFalse(progress.covers(Progress.NONE.with(new Position(0, 6))));
        assertFalse(progress.covers(progress.with(new Position(2, 1))));
    }

    @Test
    void firstRecordOfAnUnknownPartitionIsNotCovered() {
        assertFalse(progress.covers(Progress.NONE.with(new Position(1, 0))));
        assertFalse(Progress.NONE.covers(progress));
    }

    @Test
    void doesNotChange() {
        SortedMap<Integer, Long> offsets = new TreeMap<>(Map.of(0, 1L));
        Progress kept = new Progress(offsets);
        offsets.put(0, 9L);
        assertEquals(new TreeMap<>(Map.of(0, 1L)), kept.offsets());
        assertThrows(UnsupportedOperationException.class, () -> kept.offsets().put(0, 9L));
    }
}
