package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A graft that begins again from what is published and reads the log from its beginning. */
class GraftRestartTest {

    private final ToyTrainer trainer = new ToyTrainer(Gate.Mode.IMMEDIATE);

    /** What may have become of the log in the meantime. */
    static Stream<Named<Consumer<ToyTrainer>>> logs() {
        return Stream.of(Named.of("whole log", _ -> { }), Named.of("compacted log", ToyTrainer::compact),
                Named.of("compacted log without its tombstones", ToyTrainer::compactTombstones));
    }

    @ParameterizedTest
    @MethodSource("logs")
    void replayPublishesNothing(Consumer<ToyTrainer> log) {
        // Given a history that ends with a tombstone
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        trainer.put("3", "a", 0.9f, 0.2f);
        trainer.put("1", "a", 0.8f, 0);
        trainer.refit();
        trainer.delete("3");
        trainer.refit();
        TaskState before = trainer.published();
        // When
        log.accept(trainer);
        trainer.restart();
        // Then
        assertEquals(Optional.empty(), trainer.refit());
        assertEquals(before, trainer.graft().state());
        assertEquals(new Scorecard(1, 1), trainer.published().scorecard());
    }

    @ParameterizedTest
    @MethodSource("logs")
    void goesOnWithTheNextVersion(Consumer<ToyTrainer> log) {
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        log.accept(trainer);
        trainer.restart();
        trainer.put("3", "a", 0.9f, 0.2f);
        Publication publication = trainer.refit().orElseThrow();
        assertEquals(2, publication.head().orElseThrow().version());
        assertEquals(new Scorecard(1, 1), publication.state().scorecard());
    }

    @Test
    void whatWasNotPublishedBeforeIsLearnedAndScoredAfter() {
        // Given records read but not published
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        trainer.put("3", "a", 0.9f, 0.2f);
        trainer.graft().refit();
        trainer.put("4", "a", 0.1f, 0.9f);
        // When
        trainer.restart();
        Publication publication = trainer.refit().orElseThrow();
        // Then
        assertEquals(2, publication.head().orElseThrow().version());
        assertEquals(4, publication.state().examples());
        assertEquals(new Scorecard(2, 1), publication.state().scorecard());
    }

    @ParameterizedTest
    @MethodSource("logs")
    void withdrawnHeadStaysWithdrawn(Consumer<ToyTrainer> log) {
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        trainer.delete("2");
        trainer.refit();
        log.accept(trainer);
        trainer.restart();
        assertEquals(Optional.empty(), trainer.refit());
        assertEquals(Optional.empty(), trainer.published().live());
    }

    @Test
    void newestExampleStaysTheNewest() {
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        trainer.restart();
        trainer.delete("1");
        trainer.refit();
        assertEquals(ToyTrainer.source(2).appendedAt(), trainer.published().newestExampleAt());
        trainer.restart();
        assertEquals(Optional.empty(), trainer.refit());
    }

    @Test
    void anotherPartitionIsReadAsNew() {
        // Given a task that moves to another partition, where its records are copied
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
        TaskState before = trainer.published();
        trainer.restart();
        // When
        trainer.graft().learn("3", new KeptExample(Toy.example("a", 0.9f, 0.2f), null), new Source(new Position(4, 0), null, null));
        TaskState after = trainer.refit().orElseThrow().state();
        // Then
        assertEquals(new Position(4, 0), after.learnedThrough());
        assertEquals(new Scorecard(1, 1), after.scorecard());
        assertNotEquals(before.lastSha256(), after.lastSha256());
    }
}
