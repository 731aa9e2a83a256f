package dev.regraft.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.stream.LoggedFeature;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FeatureFoldTest {

    private static final SortedMap<String, Event.Put> SURVIVORS = new TreeMap<>(List.of(new Event.Put("a", "dog", "l1"),
            new Event.Put("b", "cat", "l2")).stream().collect(Collectors.toMap(Event.Put::id, put -> put)));

    private final Violations violations = new Violations();
    private final FeatureFold fold = new FeatureFold(violations);

    private void add(String id, String label, int offset) {
        fold.add(new LoggedFeature(Names.TASK, id, label, "0@" + offset));
    }

    @Test
    void findsNothingWrongWithRelabelsAndDeletes() {
        add("a", "l5", 1);
        add("c", "l2", 2);
        add("a", "l1", 3);
        add("c", null, 4);
        add("b", "l2", 5);
        fold.require(SURVIVORS);
        assertTrue(violations.isEmpty(), violations::toString);
    }

    @Test
    void findsWhatIsLost() {
        add("a", "l1", 1);
        fold.require(SURVIVORS);
        assertEquals("examples are lost: 1\n    1, such as [b]\n", violations.toString());
    }

    @Test
    void findsWhatShouldBeDeleted() {
        add("a", "l1", 1);
        add("b", "l2", 2);
        add("c", "l3", 3);
        fold.require(SURVIVORS);
        assertEquals("examples are left that were deleted: 1\n    1, such as [c]\n", violations.toString());
    }

    @Test
    void findsAnOldLabel() {
        add("a", "l5", 1);
        add("b", "l2", 2);
        fold.require(SURVIVORS);
        assertEquals("an example has another label: 1\n    a has l5, not l1\n", violations.toString());
    }

    @Test
    void findsWhatCameOutTwice() {
        add("a", "l1", 1);
        add("a", "l1", 1);
        add("b", "l2", 2);
        fold.require(SURVIVORS);
        assertEquals("an example was extracted twice: 1\n    a of 0@1\n", violations.toString());
    }
}
