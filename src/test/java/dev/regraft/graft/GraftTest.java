package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Target;
import dev.regraft.feature.Features;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GraftTest {

    private final ToyTrainer trainer = new ToyTrainer(Gate.Mode.IMMEDIATE);

    @Test
    void oneLabelIsCountedButMakesNoHead() {
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "a", 0, 1);
        Publication publication = trainer.refit().orElseThrow();
        assertTrue(publication.head().isEmpty());
        assertEquals(2, publication.state().examples());
        assertEquals(Map.of("a", 2L), publication.state().labels());
        assertEquals(Optional.empty(), publication.state().live());
        assertEquals(new Position(3, 1), publication.state().learnedThrough());
    }

    @Test
    void firstExampleOfTheSecondLabelMakesVersionOneLive() {
        trainer.put("1", "a", 1, 0);
        trainer.refit();
        trainer.put("2", "b", 0, 1);
        Publication publication = trainer.refit().orElseThrow();
        assertEquals(1, publication.head().orElseThrow().version());
        assertEquals(Optional.of(1), publication.state().live());
        assertEquals("a", publication.head().get().head().predict(Features.quantise(1, 0)).best().label());
        HistoryEntry promotion = publication.state().history().getLast();
        assertEquals(HistoryEntry.Event.PROMOTION, promotion.event());
        assertEquals(publication.head().get().sha256(), promotion.sha256());
    }

    @Test
    void everyRefitWithNewExamplesMakesTheNextVersionLive() {
        putTwoLabels();
        for (int version = 2; version <= 10; version++) {
            trainer.put("new-" + version, "a", 0.5f, version / 20f);
            Publication publication = trainer.refit().orElseThrow();
            assertEquals(version, publication.head().orElseThrow().version());
            assertEquals(Optional.of(version), publication.state().live());
            assertEquals(version + 1, publication.head().get().examples());
        }
    }

    @Test
    void publishesNothingUntilSomethingIsRead() {
        assertTrue(trainer.refit().isEmpty());
        putTwoLabels();
        assertTrue(trainer.refit().isEmpty());
    }

    @Test
    void sameExampleAgainMovesThePositionOnly() {
        putTwoLabels();
        trainer.put("1", "a", 1, 0);
        Publication publication = trainer.refit().orElseThrow();
        assertTrue(publication.head().isEmpty());
        assertEquals(new Position(3, 2), publication.state().learnedThrough());
        assertEquals(1, publication.state().lastVersion());
    }

    @Test
    void exampleOfWeightZeroIsCountedButMakesNoHead() {
        putTwoLabels();
        trainer.put("mute", new LabeledFeatures(Toy.CREATED, Toy.SPACE, new Target.Label("c"), 0, Map.of(), Features.quantise(1, 0)));
        Publication publication = trainer.refit().orElseThrow();
        assertTrue(publication.head().isEmpty());
        assertEquals(3, publication.state().examples());
        assertEquals(Map.of("a", 1L, "b", 1L, "c", 1L), publication.state().labels());
    }

    @Test
    void relabeledExampleIsAsIfItNeverHadTheOldLabel() {
        putTwoLabels();
        trainer.put("3", "b", 0.9f, 0.1f);
        trainer.refit();
        trainer.put("3", "a", 0.9f, 0.1f);
        trainer.refit();
        ToyTrainer fresh = new ToyTrainer(Gate.Mode.IMMEDIATE);
        fresh.put("3", "a", 0.9f, 0.1f);
        fresh.put("2", "b", 0, 1);
        fresh.put("1", "a", 1, 0);
        fresh.refit();
        assertEquals(fresh.published().lastSha256(), trainer.published().lastSha256());
        assertEquals(Map.of("a", 2L, "b", 1L), trainer.published().labels());
    }

    @Test
    void deletedExampleIsAsIfItNeverWas() {
        putTwoLabels();
        String without = trainer.published().lastSha256();
        trainer.put("3", "c", 0.9f, 0.1f);
        trainer.refit();
        assertNotEquals(without, trainer.published().lastSha256());
        trainer.delete("3");
        trainer.refit();
        assertEquals(without, trainer.published().lastSha256());
        assertEquals(3, trainer.published().lastVersion());
        assertEquals(Map.of("a", 1L, "b", 1L), trainer.published().labels());
    }

    @Test
    void unknownIdCanBeDeleted() {
        trainer.delete("never-seen");
        assertTrue(trainer.refit().orElseThrow().head().isEmpty());
        assertEquals(0, trainer.published().examples());
    }

    @Test
    void deletesDownToOneLabelWithdrawTheHead() {
        putTwoLabels();
        trainer.delete("2");
        Publication publication = trainer.refit().orElseThrow();
        assertEquals(Optional.empty(), publication.state().live());
        assertEquals(HeadStatus.State.RETIRED, publication.state().status(1).orElseThrow().state());
        HistoryEntry withdrawal = publication.state().history().getLast();
        assertEquals(HistoryEntry.Event.WITHDRAWAL, withdrawal.event());
        assertEquals(1, withdrawal.version());
        assertEquals(1, withdrawal.previous());
    }

    @Test
    void sameSetAgainAfterAWithdrawalPromotesItsHeadWithoutTrainingAnother() {
        putTwoLabels();
        trainer.delete("2");
        trainer.refit();
        trainer.restart();
        trainer.put("2", "b", 0, 1);
        Publication publication = trainer.refit().orElseThrow();
        assertTrue(publication.head().isEmpty());
        assertEquals(Optional.of(1), publication.state().live());
        assertEquals(Set.of(1), trainer.versions());
    }

    @Test
    void vectorOfAnotherSpaceIsLeftOut() {
        putTwoLabels();
        FeatureSpace other = new FeatureSpace("toy", "1".repeat(64), 2);
        assertFalse(trainer.put("3", new LabeledFeatures(Toy.CREATED, other, new Target.Label("a"), 1, Map.of(), Features.quantise(1, 0))));
        assertFalse(trainer.put("4", "a", 1, 0, 0));
        Publication publication = trainer.refit().orElseThrow();
        assertTrue(publication.head().isEmpty());
        assertEquals(2, publication.state().examples());
        assertEquals(new Position(3, 3), publication.state().learnedThrough());
        assertEquals(Scorecard.EMPTY, publication.state().scorecard());
    }

    @Test
    void exampleReplacedByAVectorOfAnotherSpaceIsForgotten() {
        // Given
        putTwoLabels();
        trainer.put("3", "a", 0.5f, 0);
        trainer.refit();
        // When
        assertFalse(trainer.put("3", "a", 1, 0, 0));
        trainer.refit();
        // Then it is as in a log that is compacted, which has the new vector only
        String sha256 = trainer.published().lastSha256();
        trainer.compact();
        trainer.restart();
        assertEquals(Optional.empty(), trainer.refit());
        assertEquals(sha256, trainer.published().lastSha256());
        assertEquals(2, trainer.published().examples());
    }

    @Test
    void emptiedSetTakesANewSpace() {
        putTwoLabels();
        trainer.delete("1");
        trainer.delete("2");
        assertTrue(trainer.put("1", "a", 1, 0, 0));
        assertTrue(trainer.put("2", "b", 0, 1, 0));
        assertEquals(3, trainer.refit().orElseThrow().head().orElseThrow().head().space().dimension());
    }

    @Test
    void scoresOnlyNewIdsByTheHeadThatWasLiveBeforeThem() {
        // Given a live head and nothing scored, since there was none before
        putTwoLabels();
        assertEquals(Scorecard.EMPTY, trainer.published().scorecard());
        // When
        trainer.put("right", "a", 0.9f, 0.1f);
        trainer.put("wrong", "b", 0.9f, 0.1f);
        trainer.put("unheard", "c", 0.9f, 0.1f);
        trainer.put("right", "b", 0.9f, 0.1f);
        trainer.put("1", "b", 1, 0);
        trainer.delete("2");
        Publication publication = trainer.refit().orElseThrow();
        // Then
        assertEquals(new Scorecard(3, 1), publication.state().scorecard());
        assertEquals(1.0 / 3, publication.head().orElseThrow().metrics().prequentialAccuracy());
    }

    @Test
    void tellsHowFarItReadTheExamples() {
        putTwoLabels();
        assertEquals(new TreeMap<>(Map.of(0, 101L)), trainer.published().progress().offsets());
        assertEquals(Toy.CREATED.plusSeconds(1), trainer.published().newestExampleAt());
        trainer.graft().forget("1", new Source(new Position(3, 2), null, null));
        TaskState state = trainer.refit().orElseThrow().state();
        assertEquals(new TreeMap<>(Map.of(0, 101L)), state.progress().offsets());
        assertEquals(Toy.CREATED.plusSeconds(1), state.newestExampleAt());
        assertEquals(new Position(3, 2), state.learnedThrough());
    }

    @Test
    void handsOverTheExamplesThatItKnows() {
        assertEquals(0, trainer.graft().size());
        putTwoLabels();
        trainer.put("3", "a", 1, 0);
        trainer.delete("1");
        Map<String, KeptExample> examples = new HashMap<>();
        trainer.graft().forEach(examples::put);
        assertEquals(Map.of("2", new KeptExample(Toy.example("b", 0, 1), new Position(0, 101)),
                "3", new KeptExample(Toy.example("a", 1, 0), new Position(0, 102))), examples);
        assertEquals(Optional.of(examples.get("3")), trainer.graft().find("3"));
        assertEquals(Optional.empty(), trainer.graft().find("1"));
    }

    @Test
    void publicationNamesTheHeadsThatAreDropped() {
        putTwoLabels();
        for (int version = 2; version <= TaskState.KEPT_HEADS; version++) {
            trainer.put("new-" + version, "a", 0.5f, version / 100f);
            assertEquals(List.of(), trainer.refit().orElseThrow().dropped());
        }
        trainer.put("one-more", "a", 0.5f, 0.6f);
        assertEquals(List.of(1), trainer.refit().orElseThrow().dropped());
        assertFalse(trainer.versions().contains(1));
    }

    private void putTwoLabels() {
        trainer.put("1", "a", 1, 0);
        trainer.put("2", "b", 0, 1);
        trainer.refit();
    }
}
