package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A task of the backbone {@code toy} that comes to ask for the backbone {@code other}. */
class GraftChangeoverTest {

    private static final FeatureSpace OTHER = new FeatureSpace("other", "1".repeat(64), 3);
    private static final int EXAMPLES = 12;

    private final Map<Integer, HeadVersion> heads = new HashMap<>();
    private Gate.Mode mode = Gate.Mode.GUARDED;
    private Graft graft = graft(TaskState.initial(Toy.CREATED));
    private long offset;

    private Graft graft(TaskState state) {
        return new Graft(Toy.training(InstantSource.fixed(Toy.CREATED)), Terms.DEFAULT, state, version -> Optional.ofNullable(heads.get(version)));
    }

    private TaskDefinition asking(String backbone) {
        return new TaskDefinition("support", Toy.CREATED, Kind.SINGLE_LABEL, backbone, List.of(), "auto", null, null, true, null,
                new Gate(mode, 0.01, 0.05), List.of());
    }

    private static Position input(int example) {
        return new Position(0, 100 + example);
    }

    private void learn(String id, KeptExample example) {
        graft.learn(id, example, new Source(new Position(0, offset++), example.input(), null));
    }

    /** Examples of two labels, each of an input of its own. */
    private void teach() {
        graft.workBy(asking("toy"));
        for (int i = 0; i < EXAMPLES; i++) {
            learn("e" + i, new KeptExample(i % 2 == 0 ? Toy.example("a", 1, i / 20f) : Toy.example("b", i / 20f, 1), input(i)));
        }
        refit();
    }

    private void refit() {
        graft.refit().flatMap(Publication::head).ifPresent(head -> heads.put(head.version(), head));
    }

    private void ask(String backbone) {
        graft.workBy(asking(backbone));
        refit();
    }

    /** Has the other backbone read so many examples, well or badly, and learns what is written of them. */
    private List<Unread> read(int most, boolean well) {
        List<Unread> unread = graft.unread(most);
        for (Unread next : unread) {
            boolean a = graft.find(next.id()).orElseThrow().example().target().equals(new Target.Label("a"));
            float one = well ? (a ? 0.8f : 0.1f) + next.input().offset() % 5 / 50f : next.input().offset() / 2 % 3 / 3f;
            graft.read(next, OTHER, Features.quantise(one, 1 - one, 0.3f)).ifPresent(example -> learn(next.id(), example));
        }
        return unread;
    }

    private void settle() {
        for (int i = 0; i < 5; i++) {
            refit();
        }
    }

    private String live() {
        return heads.get(graft.state().live().orElseThrow()).head().space().backbone();
    }

    @Test
    void liveHeadAnswersUntilTheOtherBackboneHasReadTheExamples() {
        teach();
        ask("other");
        assertEquals(new ChangeoverStatus("toy", "other", 0, EXAMPLES, 0), graft.state().changeover());
        // When
        List<Unread> first = read(5, true);
        settle();
        // Then
        assertEquals(List.of(new Unread("e0", input(0)), new Unread("e1", input(1))), first.subList(0, 2));
        assertEquals("toy", live());
        assertEquals("toy", graft.state().backbone());
        assertEquals(new ChangeoverStatus("toy", "other", 5, EXAMPLES - 5, 0), graft.state().changeover());
        assertEquals(EXAMPLES, graft.size());
        // When all are read
        read(EXAMPLES, true);
        settle();
        // Then
        assertEquals("other", live());
        assertEquals("other", graft.state().backbone());
        HistoryEntry swap = graft.state().history().getLast();
        assertEquals(HistoryEntry.Event.PROMOTION, swap.event());
        assertEquals(EXAMPLES, swap.evidence().examples());
        assertTrue(swap.reason().contains("not worse than a head of the present one: of 12 left-out examples"), swap.reason());
        assertTrue(swap.reason().contains("; 12 examples were read by other; "), swap.reason());
        assertNull(graft.state().changeover());
    }

    @Test
    void vectorsOfTheFormerBackboneGoAfterTheSwap() {
        teach();
        ask("other");
        read(EXAMPLES, true);
        assertEquals(Map.of(), graft.surplus(100));
        assertTrue(graft.find("e3").orElseThrow().also() != null);
        settle();
        // When
        Map<String, KeptExample> surplus = graft.surplus(100);
        assertEquals(EXAMPLES, surplus.size());
        assertEquals(7, graft.surplus(7).size());
        int version = graft.state().lastVersion();
        surplus.forEach(this::learn);
        settle();
        // Then
        assertEquals(Map.of(), graft.surplus(100));
        graft.forEach((_, example) -> assertEquals(OTHER, example.example().space()));
        graft.forEach((_, example) -> assertNull(example.also()));
        assertEquals(version, graft.state().lastVersion());
        assertEquals(EXAMPLES, graft.state().examples());
    }

    @Test
    void examplesThatCannotBeReadAreLeftOutAndCounted() {
        teach();
        learn("told", new KeptExample(Toy.example("a", 1, 0.1f), null));
        ask("other");
        graft.unread(2).forEach(graft::leaveOut);
        read(EXAMPLES, true);
        settle();
        // Then
        assertEquals("other", live());
        assertTrue(graft.state().history().getLast().reason().contains("10 examples were read by other, 3 are left out, for the log does not hold "
                + "their input any more, or other cannot read it"), graft.state().history().getLast().reason());
        assertEquals(new ChangeoverStatus("toy", "other", 10, 0, 3), graft.state().changeover());
        assertEquals(10, graft.state().examples());
        // Going back takes them in again
        ask("toy");
        assertEquals(new ChangeoverStatus("other", "toy", EXAMPLES + 1, 0, 0), graft.state().changeover());
        settle();
        assertEquals("toy", live());
        assertEquals(EXAMPLES + 1, graft.state().examples());
    }

    @Test
    void changingBackBeforeTheSwapCancels() {
        teach();
        ask("other");
        read(5, true);
        ask("toy");
        settle();
        assertEquals("toy", live());
        assertEquals(1, graft.state().lastVersion());
        assertNull(graft.state().changeover());
        assertEquals(List.of(), graft.unread(100));
        assertEquals(5, graft.surplus(100).size());
        graft.surplus(100).forEach((_, example) -> assertEquals(Toy.SPACE, example.example().space()));
    }

    @Test
    void whatWasReadOfAnExampleThatHasChangedIsNotWritten() {
        teach();
        ask("other");
        List<Unread> unread = graft.unread(3);
        learn("e0", new KeptExample(Toy.example("b", 0, 1), input(50)));
        graft.forget("e1", new Source(new Position(0, offset++), null, null));
        Features seen = Features.quantise(1, 0, 0);
        assertEquals(Optional.empty(), graft.read(unread.get(0), OTHER, seen));
        assertEquals(Optional.empty(), graft.read(unread.get(1), OTHER, seen));
        assertTrue(graft.read(unread.get(2), OTHER, seen).isPresent());
        assertTrue(graft.unread(100).contains(new Unread("e0", input(50))));
    }

    @Test
    void newExamplesAreLearnedAndReadMeanwhile() {
        teach();
        ask("other");
        read(EXAMPLES - 1, true);
        assertTrue(learned("new", Toy.example("a", 0.9f, 0.2f), input(70)));
        settle();
        assertEquals(EXAMPLES + 1, graft.state().examples());
        assertEquals("toy", live());
        assertEquals(2, read(100, true).size());
        settle();
        assertEquals("other", live());
        assertEquals(EXAMPLES + 1, graft.state().examples());
        // What was extracted in the former space, by who did not know of the swap yet
        assertTrue(learned("late", Toy.example("b", 0, 1), input(71)));
        assertEquals(List.of(new Unread("late", input(71))), read(100, true));
        assertEquals(OTHER, graft.find("late").orElseThrow().example().space());
        assertNull(graft.find("late").orElseThrow().also());
    }

    private boolean learned(String id, LabeledFeatures example, Position input) {
        return graft.learn(id, new KeptExample(example, input), new Source(new Position(0, offset++), input, null));
    }

    @Test
    void headThatProvesWorseIsHeldBack() {
        teach();
        ask("other");
        read(EXAMPLES, false);
        settle();
        assertEquals("toy", live());
        HistoryEntry held = graft.state().history().getLast();
        assertEquals(HistoryEntry.Event.HOLD, held.event());
        assertTrue(held.reason().startsWith("guarded: no better than guessing (leave-one-out 0.000, guessing 0.500); 12 examples were read by other"),
                held.reason());
        assertEquals("toy", graft.state().backbone());
        // An operator may still want it
        graft.obey(new Order.Promote(held.version()), heads.get(held.version()), new Source(new Position(0, offset++), null, null));
        settle();
        assertEquals("other", live());
        assertEquals("other", graft.state().backbone());
    }

    @Test
    void underManualItWaitsForAnOperator() {
        mode = Gate.Mode.MANUAL;
        teach();
        graft.obey(new Order.Promote(1), heads.get(1), new Source(new Position(0, offset++), null, null));
        ask("other");
        read(EXAMPLES, true);
        settle();
        assertEquals("toy", live());
        HistoryEntry held = graft.state().history().getLast();
        assertTrue(held.reason().startsWith("manual: waits for an operator; 12 examples were read by other"), held.reason());
        graft.obey(new Order.Promote(held.version()), heads.get(held.version()), new Source(new Position(0, offset++), null, null));
        settle();
        assertEquals("other", live());
    }

    @Test
    void underImmediateItGoesLiveAsSoonAsAllIsRead() {
        mode = Gate.Mode.IMMEDIATE;
        teach();
        ask("other");
        read(EXAMPLES, false);
        settle();
        assertEquals("other", live());
    }

    @Test
    void withoutALiveHeadThereIsNothingToWaitFor() {
        graft.workBy(asking("toy"));
        learn("e0", new KeptExample(Toy.example("a", 1, 0), input(0)));
        refit();
        ask("other");
        assertEquals("other", graft.state().backbone());
        assertEquals(0, graft.state().examples());
        read(1, true);
        settle();
        assertEquals(1, graft.state().examples());
    }

    @Test
    void anotherTrainerGoesOnWhereTheLogIs() {
        teach();
        ask("other");
        read(5, true);
        settle();
        TaskState state = graft.state();
        Map<String, KeptExample> log = new HashMap<>();
        graft.forEach(log::put);
        // When
        graft = graft(state);
        offset = 0;
        log.forEach(this::learn);
        graft.workBy(asking("other"));
        refit();
        // Then
        assertEquals(new ChangeoverStatus("toy", "other", 5, EXAMPLES - 5, 0), graft.state().changeover());
        assertEquals(EXAMPLES - 5, read(100, true).size());
        settle();
        assertEquals("other", live());
        assertFalse(graft.isRefining());
    }
}
