package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.quality.Evidence;
import dev.regraft.quality.Gate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The guarded gate in the loop: what goes live, what does not, what comes back, and what history says of it. */
class GraftGateTest {

    private final ToyTrainer trainer = new ToyTrainer(Gate.Mode.GUARDED);
    private int next;

    /** One example of each label, apart by their first number. */
    private void teach(int each, float a, float b) {
        for (int i = 0; i < each; i++) {
            put("a", a);
            put("b", b);
        }
    }

    private void put(String label, float first) {
        put(label, first, 1);
    }

    /** An example of that weight; no two have the same vector. */
    private void put(String label, float first, double weight) {
        LabeledFeatures example = Toy.example(label, first, next % 97 / 100f);
        trainer.put("e" + next, new LabeledFeatures(Toy.CREATED, Toy.SPACE, example.target(), weight, Map.of(), example.features()));
        next++;
        trainer.refit();
    }

    /** The labels change places, and each new example counts for many. */
    private void teachTheContrary() {
        put("a", 0.1f, 50);
        put("b", 0.9f, 50);
    }

    private HistoryEntry last() {
        return trainer.published().history().getLast();
    }

    @Test
    void youngTaskGrowsByDoublingItselfAndItsLabels() {
        SortedSet<Long> sizes = new TreeSet<>();
        for (int n = 2; n <= 64; n += 2) {
            teach(1, 0.9f, 0.1f);
            sizes.add(trainer.head(trainer.published().live().orElseThrow()).examples());
        }
        assertEquals(Set.of(2L, 4L, 7L, 12L, 24L, 48L), sizes);
        List<String> reasons = trainer.published().history().stream().map(HistoryEntry::reason).toList();
        assertTrue(reasons.stream().anyMatch(r -> r.startsWith("guarded: has learned 48 examples, the live head 24")), reasons.toString());
        assertTrue(reasons.stream().anyMatch(r -> r.startsWith("guarded: has learned twice as many examples of the label a")), reasons.toString());
    }

    @Test
    void candidateThatIsRightWhereTheLiveHeadIsWrongGoesLiveByProof() {
        // Given a head that is live, and a world in which the labels have changed places
        teach(32, 0.9f, 0.1f);
        int live = trainer.published().live().orElseThrow();
        // When
        int before = next;
        while (trainer.published().live().equals(Optional.of(live)) && next < before + 400) {
            teachTheContrary();
        }
        // Then it goes live after some pairs on which it was right, not before
        HistoryEntry promotion = trainer.published().history().stream().filter(e -> e.event() == HistoryEntry.Event.PROMOTION).toList()
                .getLast();
        assertTrue(promotion.reason().startsWith("guarded: proven better than the live head"), promotion.reason());
        assertTrue(promotion.evidence().eValue() >= 20, "E " + promotion.evidence().eValue());
        assertEquals(Optional.of(promotion.version()), trainer.published().live());
        assertEquals(promotion.previous(), live);
    }

    @Test
    void whatManyExamplesSpeakForGoesLiveThoughNoneComeAfterIt() {
        // Given a live head of two examples that tell little
        trainer.put("first", "a", 0.9f, 0.5f);
        trainer.put("second", "b", 0.8f, 0.5f);
        trainer.refit();
        // When many come at once, of which it gets most of one label wrong, and one again
        for (int i = 0; i < 100; i++) {
            trainer.put("e" + i, i % 2 == 0 ? "a" : "b", (i % 2 == 0 ? 60 : 10) / 100f + i % 30 / 100f, i / 100f);
        }
        trainer.refit();
        // Then the head that has learned them is live, by what is said of each without it
        assertEquals(102, trainer.head(trainer.published().live().orElseThrow()).examples());
        assertTrue(last().reason().startsWith("guarded: proven better than the live head: of 99 left-out examples"), last().reason());
        assertEquals(99, last().evidence().examples());
    }

    @Test
    void whatTheFormerHeadKnewBetterRollsItBack() {
        // Given a head that went live by proof in a world that has changed its labels
        teach(32, 0.9f, 0.1f);
        int good = trainer.published().live().orElseThrow();
        while (trainer.published().live().equals(Optional.of(good))) {
            teachTheContrary();
        }
        int changed = trainer.published().live().orElseThrow();
        // When the world is again what it was
        int from = next;
        while (trainer.published().live().equals(Optional.of(changed)) && next < from + 100) {
            teach(1, 0.9f, 0.1f);
        }
        // Then the former head is live again, by proof
        assertEquals(Optional.of(good), trainer.published().live());
        HistoryEntry rollback = trainer.published().history().stream().filter(e -> e.event() == HistoryEntry.Event.ROLLBACK).findFirst()
                .orElseThrow();
        assertTrue(rollback.reason().startsWith("guarded: proven worse than the head before it"), rollback.reason());
        assertTrue(rollback.evidence().losses() > rollback.evidence().wins());
        assertEquals(HeadStatus.State.RETIRED, trainer.published().status(changed).orElseThrow().state());
    }

    @Test
    void newLabelIsAnsweredAtOnce() {
        teach(33, 0.9f, 0.1f);
        put("c", 0.5f);
        assertEquals(List.of("a", "b", "c"), trainer.head(trainer.published().live().orElseThrow()).labels());
        assertTrue(last().reason().startsWith("guarded: knows the label c, which the live head does not"), last().reason());
    }

    @Test
    void whatIsForgottenDoesNotGoOnAnswering() {
        teach(33, 0.9f, 0.1f);
        trainer.delete("e3");
        trainer.refit();
        assertEquals(trainer.published().lastVersion(), trainer.published().live().orElseThrow());
        assertTrue(last().reason().startsWith("guarded: examples were deleted"), last().reason());
        // And what is merely said again takes nothing back
        int live = trainer.published().live().orElseThrow();
        put("a", 0.9f);
        trainer.put("e5", "b", 0.1f, 0.05f);
        trainer.refit();
        assertEquals(Optional.of(live), trainer.published().live());
    }

    @Test
    void relabeledExampleIsAnsweredByTheNewLabelUnlessThatMakesHeadsWorse() {
        // Given an example that is labeled wrongly
        teach(33, 0.9f, 0.1f);
        trainer.put("wrong", "b", 0.95f, 0.5f);
        trainer.delete("e65");
        trainer.refit();
        int live = trainer.published().live().orElseThrow();
        // When another one is made wrong, it does not go live
        trainer.put("e4", "b", 0.9f, 0.04f);
        trainer.refit();
        assertEquals(Optional.of(live), trainer.published().live());
        // When both are put right, that does
        trainer.put("e4", "a", 0.9f, 0.04f);
        trainer.put("wrong", "a", 0.95f, 0.5f);
        trainer.refit();
        assertEquals(trainer.published().lastVersion(), trainer.published().live().orElseThrow());
        assertTrue(last().reason().startsWith("guarded: examples were relabeled"), last().reason());
    }

    @Test
    void sameInputAgainProvesNothing() {
        teach(33, 0.9f, 0.1f);
        long seen = trainer.published().trial().candidate().examples();
        for (int i = 0; i < 50; i++) {
            trainer.put("copy" + i, "b", 0.85f, 0.5f);
            trainer.refit();
        }
        assertEquals(seen + 1, trainer.published().trial().candidate().examples());
        assertTrue(trainer.published().live().orElseThrow() < trainer.published().lastVersion() - 49);
    }

    @Test
    void evidenceSurvivesARestart() {
        teach(32, 0.9f, 0.1f);
        teach(3, 0.1f, 0.9f);
        Trial before = trainer.published().trial();
        assertTrue(before.candidate().examples() > 0);
        trainer.restart();
        assertEquals(Optional.empty(), trainer.refit());
        assertEquals(before, trainer.published().trial());
        teach(1, 0.1f, 0.9f);
        assertEquals(before.candidate().examples() + 2, trainer.published().trial().candidate().examples());
    }

    @Test
    void operatorIsNotOverruledByGrowthOrByWhatWasLiveBefore() {
        teach(16, 0.9f, 0.1f);
        trainer.order(new Order.Promote(2));
        trainer.refit();
        assertNull(trainer.published().trial().previous());
        teach(20, 0.9f, 0.1f);
        assertEquals(Optional.of(2), trainer.published().live());
    }

    @Test
    void whatTheTaskNowAsksForGoesLiveAtOnceAndIsNotRolledBackToWhatItAskedForBefore() {
        teach(33, 0.9f, 0.1f);
        int live = trainer.published().live().orElseThrow();
        TaskDefinition asked = Toy.definition("support", Toy.CREATED);
        trainer.graft().workBy(new TaskDefinition(asked.task(), asked.createdAt(), asked.kind(), asked.backbone(), asked.labels(), "prototype",
                null, null, true, null, asked.gate(), List.of()));
        trainer.refit();
        put("a", 0.9f);
        assertNotEquals(live, trainer.published().live().orElseThrow());
        assertTrue(trainer.published().history().stream().anyMatch(e -> e.reason().startsWith("guarded: is learned as the task now asks")));
        assertNull(trainer.published().trial().previous());
    }

    @Test
    void manyHoldsAgainstOneHeadAreOneEntryWithTheNewestNumbers() {
        teach(33, 0.9f, 0.1f);
        int entries = trainer.published().history().size();
        long examples = last().evidence().examples();
        teach(10, 0.9f, 0.1f);
        assertEquals(entries, trainer.published().history().size());
        assertEquals(HistoryEntry.Event.HOLD, last().event());
        assertEquals(trainer.published().lastVersion(), last().version());
        assertEquals(examples + 20, last().evidence().examples());
    }
}
