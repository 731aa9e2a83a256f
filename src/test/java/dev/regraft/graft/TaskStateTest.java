package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.quality.Evidence;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStateTest {

    private static final Instant AT = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final TaskState INITIAL = TaskState.initial(AT);
    private static final HistoryEntry.Numbers NUMBERS = HistoryEntry.Numbers.of(new Evidence(12, 3, 100), 0.05);
    private static final Trial TRIAL = new Trial(new Evidence(1, 2, 3), 4, new Evidence(5, 6, 7), EnumSet.allOf(Gate.Circumstance.class),
            new TreeMap<>(Map.of("a", 3L)));

    @Test
    void keepsTheNewestHeads() {
        TaskState state = promoted(INITIAL, 1, 100);
        assertEquals(IntStream.rangeClosed(101 - TaskState.KEPT_HEADS, 100).boxed().toList(), versions(state));
        assertEquals(versions(state), state.trail());
    }

    @Test
    void keepsTheLiveHeadAndTheOneBeforeHoweverOld() {
        TaskState state = promoted(INITIAL, 1, 10);
        for (int version = 11; version <= 100; version++) {
            state = state.trained(version, sha256(version), null);
        }
        List<Integer> expected = new ArrayList<>(List.of(9, 10));
        IntStream.rangeClosed(101 - TaskState.KEPT_HEADS, 100).forEach(expected::add);
        assertEquals(expected, versions(state));
        assertEquals(List.of(9, 10), state.trail());
        assertEquals(Optional.of(10), state.live());
    }

    @Test
    void decisionsAgainstTheSameHeadAreOneAsEvidenceGrows() {
        TaskState state = promoted(INITIAL, 1, 1);
        Evidence evidence = Evidence.NONE;
        for (int version = 2; version <= 9; version++) {
            evidence = evidence.plus(1);
            state = state.trained(version, sha256(version), null).held(version, sha256(version), "not yet " + version, AT, numbers(evidence), true);
        }
        assertEquals(2, state.history().size());
        assertEquals("not yet 9", state.history().getLast().reason());
        assertEquals(8, state.history().getLast().evidence().wins());
        // What is no more evidence of the same is a decision of its own
        TaskState anew = state.trained(10, sha256(10), null).held(10, sha256(10), "anew", AT, numbers(Evidence.NONE), true);
        assertEquals(3, anew.history().size());
        // And what was said is not said again
        assertSame(anew, anew.held(10, sha256(10), "anew", AT.plusSeconds(1), numbers(Evidence.NONE), true));
    }

    @Test
    void rollsBackToAHeadHoweverOld() {
        TaskState state = promoted(INITIAL, 1, 2);
        for (int version = 3; version <= 100; version++) {
            state = state.trained(version, sha256(version), null);
        }
        state = state.rolledBack(1, sha256(1), "worse", AT, null);
        assertEquals(Optional.of(1), state.live());
        assertEquals(HeadStatus.State.LIVE, state.status(1).orElseThrow().state());
        assertFalse(versions(state.trained(101, sha256(101), null)).contains(2));
    }

    @Test
    void remembersTheLastDecisions() {
        TaskState state = promoted(INITIAL, 1, TaskState.KEPT_DECISIONS + 50);
        assertEquals(TaskState.KEPT_DECISIONS, state.history().size());
        assertEquals(51, state.history().getFirst().version());
        assertEquals(TaskState.KEPT_DECISIONS + 50, state.history().getLast().version());
        TaskState held = state.held(state.lastVersion(), state.lastSha256(), "why", AT, null, false);
        assertEquals(TaskState.KEPT_DECISIONS, held.history().size());
        assertEquals(HistoryEntry.Event.HOLD, held.history().getLast().event());
    }

    @Test
    void headPromotedAgainIsTheLastOfTheTrail() {
        TaskState state = promoted(INITIAL, 1, 3).promoted(1, sha256(1), "ordered", AT, null);
        assertEquals(List.of(2, 3, 1), state.trail());
        assertEquals(new HistoryEntry(AT, HistoryEntry.Event.PROMOTION, 1, sha256(1), 3, "ordered", null), state.history().getLast());
        assertEquals(HeadStatus.State.RETIRED, state.status(3).orElseThrow().state());
    }

    @Test
    void candidateIsTheNewestUntilItIsPromoted() {
        TaskState state = INITIAL.trained(1, sha256(1), null).trained(2, sha256(2), null);
        assertEquals(Optional.of(2), state.candidate());
        assertEquals(HeadStatus.State.HELD, state.status(1).orElseThrow().state());
        assertEquals(Optional.empty(), state.promoted(2, sha256(2), "good", AT, null).candidate());
    }

    @Test
    void withdrawnHeadLeavesNoneLive() {
        TaskState state = promoted(INITIAL, 1, 2).withdrawn(sha256(2), "too few labels", AT);
        assertEquals(Optional.empty(), state.live());
        assertEquals(new HistoryEntry(AT, HistoryEntry.Event.WITHDRAWAL, 2, sha256(2), 2, "too few labels", null), state.history().getLast());
        assertEquals(HeadStatus.State.RETIRED, state.status(2).orElseThrow().state());
    }

    @Test
    void hasLearnedWhatComesNoLaterInItsPartition() {
        assertFalse(INITIAL.hasLearned(new Position(0, 0)));
        TaskState state = counted(INITIAL);
        assertTrue(state.hasLearned(new Position(3, 9)));
        assertTrue(state.hasLearned(new Position(3, 0)));
        assertFalse(state.hasLearned(new Position(3, 10)));
        assertFalse(state.hasLearned(new Position(2, 0)));
    }

    @Test
    void jsonComesBackAsItWas() {
        TaskState state = promoted(INITIAL, 1, 40).trained(41, sha256(41), null).held(41, sha256(41), "\"Grund\": größer ☎", AT, NUMBERS, true)
                .rolledBack(39, sha256(39), "worse", Instant.parse("2026-11-23T12:00:00.123456789Z"), NUMBERS).tried(TRIAL);
        TaskState withdrawn = counted(promoted(INITIAL, 1, 2)).withdrawn(sha256(2), "too few labels", AT);
        for (TaskState sent : List.of(INITIAL, state, counted(state), withdrawn)) {
            assertEquals(sent, StrictJson.readValue(StrictJson.write(sent), TaskState.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"incarnation", "trail", "heads", "history", "labels", "scorecard", "progress"})
    void jsonThatLacksAPartIsNoState(String part) {
        ObjectNode json = StrictJson.readObject(StrictJson.write(counted(promoted(INITIAL, 1, 2))));
        byte[] lacking = StrictJson.write(json.without(part));
        assertThrows(IllegalArgumentException.class, () -> StrictJson.readValue(lacking, TaskState.class));
    }

    @Test
    void doesNotChange() {
        SortedMap<String, Long> labels = new TreeMap<>(Map.of("a", 1L));
        TaskState state = INITIAL.counted(1, labels, Scorecard.EMPTY, null, Progress.NONE, null);
        labels.put("b", 1L);
        assertEquals(Map.of("a", 1L), state.labels());
        assertThrows(UnsupportedOperationException.class, () -> state.labels().clear());
    }

    private static HistoryEntry.Numbers numbers(Evidence evidence) {
        return HistoryEntry.Numbers.of(evidence, 0.05);
    }

    /** With those versions trained and promoted in turn. */
    private static TaskState promoted(TaskState from, int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().reduce(from,
                (state, version) -> state.trained(version, sha256(version), null).promoted(version, sha256(version), "good", AT, null), (_, b) -> b);
    }

    private static TaskState counted(TaskState state) {
        return state.counted(5, new TreeMap<>(Map.of("a", 3L, "größer", 2L)), new Scorecard(4, 3), new Position(3, 9),
                Progress.NONE.with(new Position(0, 7)).with(new Position(11, 1L << 40)), AT);
    }

    private static String sha256(int version) {
        return "%064x".formatted(version);
    }

    private static List<Integer> versions(TaskState state) {
        return state.heads().stream().map(HeadStatus::version).toList();
    }
}
