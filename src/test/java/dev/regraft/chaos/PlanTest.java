package dev.regraft.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Size SIZE = new Size(10_000, 3, 14, 2, 3);

    private final Plan plan = Plan.of(42, SIZE);

    @Test
    void sameSeedMakesTheSamePlan() {
        assertEquals(plan.fingerprint(), Plan.of(42, SIZE).fingerprint());
        assertEquals("ce0c3fc3771a550da2c6b2faf7425d60f9906b227d1dfb3ec219f876c4dc90c6",
                Plan.of(7, new Size(100, 1, 5, 1, 1)).fingerprint());
    }

    @Test
    void anotherSeedMakesAnotherPlan() {
        assertNotEquals(plan.fingerprint(), Plan.of(43, SIZE).fingerprint());
    }

    @Test
    void relabelsFiveInAHundredAndDeletesTwo() {
        Map<String, Event.Put> present = new HashMap<>();
        Set<String> seen = new HashSet<>();
        int relabels = 0;
        int deletes = 0;
        int added = 0;
        for (Event event : plan.events()) {
            switch (event) {
                case Event.Put put -> {
                    Event.Put before = present.put(put.id(), put);
                    if (before != null) {
                        assertEquals(before.text(), put.text());
                        assertNotEquals(before.label(), put.label());
                        relabels++;
                    } else if (!seen.add(put.id())) {
                        added++;
                    }
                }
                case Event.Delete(String id) -> {
                    assertTrue(present.containsKey(id), id);
                    present.remove(id);
                    deletes++;
                }
                case Event.Garbage _ -> { }
            }
        }
        assertEquals(10_000, seen.size());
        assertEquals(500, relabels);
        assertEquals(200, deletes);
        assertTrue(added > 20 && added < 80, "added again: " + added);
        assertEquals(present, plan.survivors());
        assertEquals(10_000 - deletes + added, plan.survivors().size());
        assertEquals(10, plan.garbage().size());
    }

    @Test
    void aTextTellsItsLabelMoreOftenThanNot() {
        Map<String, Map<String, Long>> labels = plan.survivors().values().stream().collect(Collectors.groupingBy(
                put -> put.text().split(" ")[0], Collectors.groupingBy(Event.Put::label, Collectors.counting())));
        assertEquals(60, labels.size());
        labels.forEach((word, counts) -> {
            long all = counts.values().stream().mapToLong(n -> n).sum();
            assertTrue(counts.values().stream().anyMatch(n -> n > 0.7 * all), word + ": " + counts);
        });
    }

    @Test
    void holdsEveryFaultThatIsWantedOneAfterAnother() {
        assertTrue(plan.faults().stream().mapToInt(fault -> fault.kind().kills()).sum() >= 14);
        assertEquals(2, plan.count(Fault.Kind.TERMINATE));
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertTrue(plan.count(kind) >= 1, kind::name);
        }
        assertEquals(List.of(0, 1, 2), victims(Fault.Kind.KILL_BROKER));
        assertEquals(Set.of(0, 1, 2), Set.copyOf(victims(Fault.Kind.FREEZE)));
        assertFalse(victims(Fault.Kind.KILL_IN_EXTRACTION).contains(Member.TRAINING.ordinal()));
        List<Double> at = plan.faults().stream().map(Fault::at).toList();
        assertEquals(at.stream().sorted().toList(), at);
        assertTrue(at.getFirst() > 0 && at.getLast() < 1);
    }

    private List<Integer> victims(Fault.Kind kind) {
        return plan.faults().stream().filter(fault -> fault.kind() == kind).map(Fault::victim).toList();
    }
}
