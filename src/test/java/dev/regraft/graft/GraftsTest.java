package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.quality.Gate;
import dev.regraft.head.Kind;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraftsTest {

    private final Tasks tasks = new Tasks();
    private final Grafts grafts = new Grafts(tasks, Toy.training(InstantSource.fixed(Toy.CREATED)));

    private static Publication learned(Graft graft) {
        graft.learn("1", new KeptExample(Toy.example("a", 1, 0), null), ToyTrainer.source(0));
        graft.learn("2", new KeptExample(Toy.example("b", 0, 1), null), ToyTrainer.source(1));
        return graft.refit().orElseThrow();
    }

    @Test
    void beginsWhereTheLogHasTheTask() {
        // Given a task whose first head is published
        tasks.define(Toy.definition("support", Toy.CREATED));
        Publication published = learned(grafts.begin("support", Toy.CREATED));
        tasks.keep("support", published.head().orElseThrow());
        tasks.advance("support", published.state(), 0);
        // When
        Graft graft = grafts.begin("support", Toy.CREATED);
        // Then
        assertEquals(published.state(), graft.state());
        learnedAgain(graft);
        graft.learn("3", new KeptExample(Toy.example("a", 0.9f, 0.1f), null), ToyTrainer.source(2));
        TaskState state = graft.refit().orElseThrow().state();
        assertEquals(Optional.of(2), state.live());
        assertEquals(1, state.scorecard().seen());
    }

    private static void learnedAgain(Graft graft) {
        graft.learn("1", new KeptExample(Toy.example("a", 1, 0), null), ToyTrainer.source(0));
        graft.learn("2", new KeptExample(Toy.example("b", 0, 1), null), ToyTrainer.source(1));
        assertTrue(graft.refit().isEmpty());
    }

    @Test
    void judgesByTheGateOfTheTask() {
        tasks.define(new TaskDefinition("support", Toy.CREATED, Kind.SINGLE_LABEL, "toy", List.of(), "auto", null, null,
                true, null, new Gate(Gate.Mode.MANUAL, 0, 0.5), List.of()));
        assertEquals(Optional.of(1), learned(grafts.begin("support", Toy.CREATED)).state().candidate());
    }

    @Test
    void beginsFromNothingForATaskThatIsNotKnownYet() {
        Graft graft = grafts.begin("support", Toy.CREATED);
        assertEquals(TaskState.initial(Toy.CREATED), graft.state());
        assertEquals(Optional.of(1), learned(graft).state().live());
    }

    @Test
    void beginsFromNothingForAnotherIncarnation() {
        tasks.define(Toy.definition("support", Toy.CREATED));
        tasks.advance("support", learned(grafts.begin("other", Toy.CREATED)).state().withdrawn("a", "why", Toy.CREATED), 0);
        assertEquals(TaskState.initial(Toy.CREATED.plusMillis(1)), grafts.begin("support", Toy.CREATED.plusMillis(1)).state());
    }
}
