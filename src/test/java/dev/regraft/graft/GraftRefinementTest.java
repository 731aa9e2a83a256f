package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.HeadVersion;
import dev.regraft.quality.Gate;
import dev.regraft.train.Algorithm;
import dev.regraft.train.AutoLearner;
import dev.regraft.train.Balance;
import dev.regraft.train.Hints;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learner;
import dev.regraft.train.Learners;
import dev.regraft.train.Lesson;
import dev.regraft.train.LogisticLearner;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A fast learner and a slow one, whose work waits until the test has it done. */
class GraftRefinementTest {

    private static final int SLOW_FROM = 4;

    private final Queue<Runnable> background = new ArrayDeque<>();
    private Instant now = Toy.CREATED;
    private final ToyTrainer trainer = trainer();

    private ToyTrainer trainer() {
        Learners learners = new Learners(Optional.of(new LdaLearner()), Optional.of(new LogisticLearner(Balance.NONE)), SLOW_FROM);
        return new ToyTrainer(Gate.Mode.IMMEDIATE, new Training(_ -> learners, 1000, background::add, () -> now));
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            trainer.put("e" + i, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? 0.9f : 0.1f, i % 10 / 10f);
        }
    }

    private void workInTheBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private String algorithm() {
        return trainer.head(trainer.published().live().orElseThrow()).head().algorithm();
    }

    @Test
    void fastHeadIsThereAtOnceAndTheRefinedOneWhenItIsLearned() {
        put(0, 8);
        HeadVersion fast = trainer.refit().orElseThrow().head().orElseThrow();
        assertEquals("lda", fast.head().algorithm());
        assertTrue(trainer.graft().isRefining());
        assertFalse(trainer.published().refined().covers(trainer.published().progress()));
        workInTheBackground();
        HeadVersion refined = trainer.refit().orElseThrow().head().orElseThrow();
        assertEquals("logistic", refined.head().algorithm());
        assertEquals(8, refined.examples());
        assertEquals(Optional.of(refined.version()), trainer.published().live());
        assertTrue(trainer.published().history().getLast().reason().contains("logistic"));
        assertTrue(trainer.published().refined().covers(trainer.published().progress()));
        assertFalse(trainer.graft().isRefining());
        assertTrue(trainer.refit().isEmpty());
    }

    @Test
    void whatCameSinceIsTakenInBetweenTwoRefinedHeads() {
        put(0, 8);
        trainer.refit();
        workInTheBackground();
        put(8, 16);
        assertEquals(8, trainer.refit().orElseThrow().head().orElseThrow().examples());
        workInTheBackground();
        // When: the next refined head is there before the examples that it knows were taken in
        trainer.refit();
        assertEquals(16, trainer.published().examples());
        assertEquals(16, trainer.refit().orElseThrow().head().orElseThrow().examples());
        assertTrue(trainer.published().refined().covers(trainer.published().progress()));
    }

    @Test
    void fewExamplesAreNotRefined() {
        put(0, SLOW_FROM - 1);
        trainer.refit();
        assertTrue(background.isEmpty());
        assertTrue(trainer.published().refined().covers(trainer.published().progress()));
    }

    @Test
    void refinedHeadStaysUntilTheNextIsLearned() {
        put(0, 8);
        trainer.refit();
        workInTheBackground();
        trainer.refit();
        // When more examples of the same labels come
        put(8, 12);
        Publication counted = trainer.refit().orElseThrow();
        // Then
        assertTrue(counted.head().isEmpty());
        assertEquals(12, counted.state().examples());
        assertEquals("logistic", algorithm());
        workInTheBackground();
        assertEquals(12, trainer.refit().orElseThrow().head().orElseThrow().examples());
        assertEquals("logistic", algorithm());
    }

    @Test
    void newLabelHasAHeadAtOnce() {
        put(0, 8);
        trainer.refit();
        workInTheBackground();
        trainer.refit();
        trainer.put("new", "c", 0.5f, -0.5f);
        trainer.refit();
        assertEquals("lda", algorithm());
        assertEquals(3, trainer.head(trainer.published().live().orElseThrow()).labels().size());
        workInTheBackground();
        trainer.refit();
        assertEquals("logistic", algorithm());
    }

    @Test
    void pointlessWorkIsGivenUp() {
        put(0, 8);
        trainer.refit();
        assertEquals(1, background.size());
        // When a label comes up that it does not know
        trainer.put("new", "c", 0.5f, -0.5f);
        trainer.refit();
        // Then there is other work, and the former does nothing any more
        assertEquals(2, background.size());
        background.remove().run();
        assertTrue(trainer.refit().isEmpty());
        background.remove().run();
        assertEquals(3, trainer.refit().orElseThrow().head().orElseThrow().labels().size());
    }

    @Test
    void largeSetIsRefinedWhenItIsLeftAlone() {
        put(0, 600);
        trainer.refit();
        workInTheBackground();
        trainer.refit();
        // When one example of many comes, nothing is refined
        put(600, 601);
        trainer.refit();
        assertTrue(background.isEmpty());
        // Until nothing has come for a while
        now = now.plusMillis(199);
        trainer.refit();
        assertTrue(background.isEmpty());
        now = now.plusMillis(1);
        trainer.refit();
        assertEquals(1, background.size());
        // Or enough has come
        workInTheBackground();
        trainer.refit();
        put(601, 606);
        trainer.refit();
        assertEquals(1, background.size());
    }

    @Test
    void restartTrainsNothingAnew() {
        put(0, 8);
        trainer.refit();
        workInTheBackground();
        trainer.refit();
        TaskState before = trainer.published();
        trainer.restart();
        assertTrue(trainer.refit().isEmpty());
        workInTheBackground();
        assertTrue(trainer.refit().isEmpty());
        assertEquals(before, trainer.published());
    }

    @Test
    void fastHeadThatProvesBetterStaysAndHistorySaysWhy() {
        Learners learners = new Learners(Optional.of(new LdaLearner()), Optional.of(new AutoLearner(Balance.NONE, false)), SLOW_FROM);
        ToyTrainer same = new ToyTrainer(Gate.Mode.IMMEDIATE, new Training(_ -> learners, 1000, background::add, () -> now));
        for (int i = 0; i < 8; i++) {
            same.put("e" + i, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? 0.9f : 0.1f, i % 10 / 10f);
        }
        same.refit();
        workInTheBackground();
        Publication confirmed = same.refit().orElseThrow();
        assertTrue(confirmed.head().isEmpty());
        HistoryEntry last = confirmed.state().history().getLast();
        assertEquals(HistoryEntry.Event.HOLD, last.event());
        assertTrue(last.reason().startsWith("stays; lda"), last.reason());
        // And it is said once
        same.restart();
        same.refit();
        workInTheBackground();
        assertTrue(same.refit().isEmpty());
    }

    @Test
    void refinementThatFailsLeavesTheFastHeadAndIsTriedAgainWithTheNextExample() {
        int[] lessons = new int[1];
        Learner broken = new Learner() {
            @Override
            public Algorithm algorithm() {
                return Algorithm.LOGISTIC;
            }

            @Override
            public Lesson prepare(TrainingSet set, Hints hints) {
                lessons[0]++;
                return () -> {
                    throw new ArithmeticException("planted");
                };
            }
        };
        Learners learners = new Learners(Optional.of(new LdaLearner()), Optional.of(broken), SLOW_FROM);
        ToyTrainer failing = new ToyTrainer(Gate.Mode.IMMEDIATE, new Training(_ -> learners, 1000, background::add, () -> now));
        for (int i = 0; i < 8; i++) {
            failing.put("e" + i, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? 0.9f : 0.1f, i % 10 / 10f);
        }
        failing.refit();
        workInTheBackground();
        failing.refit();
        assertEquals(Optional.of(1), failing.published().live());
        assertTrue(failing.published().refined().covers(failing.published().progress()));
        assertFalse(failing.graft().isRefining());
        failing.put("one more", "a", 0.8f, 0.2f);
        failing.refit();
        assertEquals(2, lessons[0]);
        assertEquals(Optional.of(2), failing.published().live());
    }

    @Test
    void refinedHeadThatIsProvenBetterThanTheFastOneOfTheSameExamplesGoesLiveUnderGuard() {
        // Given labels that a discriminant does not tell apart well: some of the one lie far away
        Learners learners = new Learners(Optional.of(new LdaLearner()), Optional.of(new AutoLearner(Balance.NONE, false)), SLOW_FROM);
        ToyTrainer guarded = new ToyTrainer(Gate.Mode.GUARDED, new Training(_ -> learners, 1000, background::add, () -> now));
        for (int i = 0; i < 120; i++) {
            float near = i % 7 / 100f;
            String label = i % 2 == 0 ? "a" : "b";
            float first = label.equals("b") ? -0.05f - near : i % 6 == 0 ? 0.95f : 0.05f + near;
            guarded.put("e" + i, label, first, i / 240f);
        }
        guarded.refit();
        assertEquals("lda", guarded.head(guarded.published().live().orElseThrow()).head().algorithm());
        // When the refined head is there, and no example has come since
        workInTheBackground();
        guarded.refit();
        // Then
        HistoryEntry last = guarded.published().history().getLast();
        assertEquals("logistic", guarded.head(guarded.published().live().orElseThrow()).head().algorithm(), last.reason());
        assertTrue(last.reason().startsWith("guarded: proven better than the live head: of 120 left-out examples"), last.reason());
    }

    @Test
    void whatIsStoppedIsBegunAgain() {
        put(0, 8);
        trainer.refit();
        trainer.graft().stop();
        assertTrue(trainer.graft().isRefining());
        trainer.refit();
        workInTheBackground();
        trainer.refit();
        assertEquals("logistic", algorithm());
    }
}
