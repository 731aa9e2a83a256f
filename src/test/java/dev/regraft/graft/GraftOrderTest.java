package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.quality.Gate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator orders, and what the manual gate leaves to the operator. */
class GraftOrderTest {

    @Test
    void manualGateHoldsACandidateOnce() {
        ToyTrainer trainer = trainer(Gate.Mode.MANUAL);
        assertEquals(Optional.empty(), trainer.published().live());
        assertEquals(Optional.of(1), trainer.published().candidate());
        assertEquals(List.of("hold 1"), decisions(trainer));
        trainer.restart();
        assertEquals(Optional.empty(), trainer.refit());
        trainer.put("1", "a", 1, 0);
        trainer.refit();
        assertEquals(List.of("hold 1"), decisions(trainer));
    }

    @Test
    void newerCandidateTakesThePlaceOfTheOneBefore() {
        ToyTrainer trainer = trainer(Gate.Mode.MANUAL);
        trainer.put("3", "a", 0.9f, 0.1f);
        trainer.refit();
        assertEquals(Optional.of(2), trainer.published().candidate());
        assertEquals(HeadStatus.State.HELD, trainer.published().status(1).orElseThrow().state());
        assertEquals(List.of("hold 1", "hold 2"), decisions(trainer));
    }

    @Test
    void heldCandidateIsHeldOnceEvenAfterAWithdrawal() {
        // Given a promoted head that was withdrawn, and its examples again
        ToyTrainer trainer = trainer(Gate.Mode.MANUAL);
        trainer.order(new Order.Promote(1));
        trainer.refit();
        trainer.delete("2");
        trainer.refit();
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        // When
        trainer.restart();
        // Then
        assertEquals(Optional.empty(), trainer.refit());
        assertEquals(Optional.of(1), trainer.published().candidate());
        assertEquals(List.of("hold 1", "promotion 1", "withdrawal 1", "hold 1"), decisions(trainer));
    }

    @ParameterizedTest
    @EnumSource(Gate.Mode.class)
    void promoteMakesAKeptHeadLive(Gate.Mode mode) {
        ToyTrainer trainer = trainer(mode);
        trainer.put("3", "a", 0.9f, 0.1f);
        trainer.refit();
        trainer.order(new Order.Promote(1));
        Publication publication = trainer.refit().orElseThrow();
        assertTrue(publication.head().isEmpty());
        assertEquals(Optional.of(1), publication.state().live());
        assertEquals("ordered by an operator", publication.state().history().getLast().reason());
    }

    @Test
    void rollbackGoesToTheHeadThatWasLiveBefore() {
        ToyTrainer trainer = threeHeads();
        assertEquals(Optional.of(2), trainer.graft().rollbackTarget());
        trainer.order(new Order.Rollback());
        trainer.refit();
        assertEquals(Optional.of(2), trainer.published().live());
        trainer.order(new Order.Rollback());
        trainer.refit();
        assertEquals(Optional.of(1), trainer.published().live());
        assertEquals(HeadStatus.State.RETIRED, trainer.published().status(3).orElseThrow().state());
        assertEquals(List.of("promotion 1", "promotion 2", "promotion 3", "rollback 2", "rollback 1"), decisions(trainer));
    }

    @Test
    void rollbackWithNothingBeforeChangesNothing() {
        ToyTrainer trainer = trainer(Gate.Mode.IMMEDIATE);
        assertEquals(Optional.empty(), trainer.graft().rollbackTarget());
        trainer.order(new Order.Rollback());
        trainer.refit();
        assertEquals(Optional.of(1), trainer.published().live());
        assertEquals(List.of("promotion 1"), decisions(trainer));
    }

    @Test
    void rolledBackStaysRolledBackUntilTheNextNewExample() {
        // Given
        ToyTrainer trainer = threeHeads();
        trainer.order(new Order.Rollback());
        trainer.refit();
        // When nothing new is said, it stays
        trainer.restart();
        assertEquals(Optional.empty(), trainer.refit());
        trainer.put("1", "a", 1, 0);
        trainer.delete("never-seen");
        trainer.refit();
        assertEquals(Optional.of(2), trainer.published().live());
        // When something is, the gate judges again
        trainer.put("new", "b", 0.2f, 0.7f);
        trainer.refit();
        assertEquals(Optional.of(4), trainer.published().live());
        assertEquals(List.of(1, 2, 4), trainer.published().trail());
    }

    @Test
    void ordersAreNotObeyedTwice() {
        // Given: without its memory of what is published a second promote and two more rollbacks would show
        ToyTrainer trainer = threeHeads();
        trainer.order(new Order.Promote(1));
        trainer.refit();
        trainer.order(new Order.Rollback());
        trainer.refit();
        TaskState before = trainer.published();
        // When
        trainer.restart();
        // Then
        assertEquals(Optional.empty(), trainer.refit());
        assertEquals(before, trainer.graft().state());
        assertEquals(Optional.of(3), before.live());
    }

    @Test
    void orderForAHeadThatIsNotKeptChangesNothing() {
        ToyTrainer trainer = trainer(Gate.Mode.IMMEDIATE);
        trainer.order(new Order.Promote(99));
        trainer.refit();
        assertEquals(Optional.of(1), trainer.published().live());
        assertEquals(List.of("promotion 1"), decisions(trainer));
    }

    @Test
    void orderForAHeadThatTheStateDoesNotNameChangesNothing() {
        // Given a head that was published, but whose state was not: the trainer died in between
        ToyTrainer trainer = trainer(Gate.Mode.IMMEDIATE);
        // When
        trainer.graft().obey(new Order.Promote(7), Toy.head(7), ToyTrainer.source(9));
        trainer.refit();
        // Then
        assertEquals(Optional.of(1), trainer.published().live());
        assertEquals(HeadStatus.State.LIVE, trainer.published().status(1).orElseThrow().state());
        assertEquals(List.of("promotion 1"), decisions(trainer));
    }

    @Test
    void headThatAnOrderLetsGoIsDropped() {
        // Given heads 1 and 2, kept only because they are live and were before
        ToyTrainer trainer = trainer(Gate.Mode.MANUAL);
        trainer.order(new Order.Promote(1));
        for (int version = 2; version <= 2 + TaskState.KEPT_HEADS; version++) {
            trainer.put("more-" + version, "a", 0.9f, version / 100f);
            trainer.refit();
            if (version == 2) {
                trainer.order(new Order.Promote(2));
            }
        }
        assertTrue(trainer.versions().containsAll(List.of(1, 2)));
        // When
        trainer.order(new Order.Promote(2 + TaskState.KEPT_HEADS));
        // Then
        assertEquals(List.of(1), trainer.refit().orElseThrow().dropped());
        assertEquals(List.of(2, 2 + TaskState.KEPT_HEADS), trainer.published().trail());
    }

    @Test
    void judgesByTheGateAsItIsNowDefined() {
        ToyTrainer trainer = trainer(Gate.Mode.MANUAL);
        trainer.graft().workBy(Toy.definition("support", Toy.CREATED));
        trainer.put("3", "a", 0.9f, 0.1f);
        trainer.refit();
        assertEquals(Optional.of(2), trainer.published().live());
    }

    private static ToyTrainer trainer(Gate.Mode mode) {
        ToyTrainer trainer = new ToyTrainer(mode);
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        return trainer;
    }

    /** Heads 1, 2 and 3 went live in turn. */
    private static ToyTrainer threeHeads() {
        ToyTrainer trainer = trainer(Gate.Mode.IMMEDIATE);
        for (int i = 0; i < 2; i++) {
            trainer.put("more-" + i, "a", 0.9f, i / 10f);
            trainer.refit();
        }
        return trainer;
    }

    private static List<String> decisions(ToyTrainer trainer) {
        return trainer.published().history().stream().map(e -> e.event().name().toLowerCase() + " " + e.version()).toList();
    }
}
