package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learners;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A graft whose set is examined when the test has it done. */
class ExaminationTest {

    private final Queue<Runnable> background = new ArrayDeque<>();
    private Instant now = Toy.CREATED;
    private long offset;
    private final Laborious archive = new Laborious();
    private final Graft graft = graft();

    private Graft graft() {
        Reviewer reviewer = new Reviewer(background::add, archive);
        Training training = new Training(_ -> Learners.fast(new LdaLearner()), 10_000, Runnable::run, Optional.of(reviewer), () -> now);
        Graft begun = new Graft(training, Terms.DEFAULT, TaskState.initial(Toy.CREATED), _ -> Optional.empty());
        begun.workBy(Toy.definition("support", Toy.CREATED));
        return begun;
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            put("e" + i, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? 0.9f : 0.1f, i % 10 / 10f);
        }
    }

    private void put(String id, String label, float... vector) {
        graft.learn(id, new KeptExample(Toy.example(label, vector), null), ToyTrainer.source(offset++));
    }

    private Optional<Report> refit() {
        return graft.refit().flatMap(Publication::report);
    }

    /** Has done what was begun, and lets so much time pass from the beginning to the end of it. */
    private Report report(Duration taken) {
        background.remove().run();
        now = now.plus(taken);
        return refit().orElseThrow();
    }

    @Test
    void reportsWhatWasFoundAndIsNotWaitedFor() {
        put(0, 40);
        assertTrue(refit().isEmpty());
        assertTrue(graft.settled());
        assertTrue(!graft.isRefining());
        Report report = report(Duration.ofMillis(5));
        assertEquals(40, report.examples());
        assertEquals(40, report.accuracy().leftOut().examples());
        assertEquals(1, report.accuracy().head());
        assertTrue(graft.refit().isEmpty());
        assertTrue(background.isEmpty());
    }

    @Test
    void isDoneAgainWhenATenthHasChanged() {
        put(0, 40);
        refit();
        report(Duration.ofMillis(5));
        now = now.plusSeconds(60);
        put(40, 43);
        refit();
        assertEquals(0, background.size());
        put(43, 45);
        refit();
        assertEquals(45, report(Duration.ofMillis(5)).examples());
    }

    @Test
    void fewNewExamplesAreLookedAtOnceTheSetIsLeftAloneForLong() {
        put(0, 40);
        refit();
        report(Duration.ofMillis(5));
        now = now.plusSeconds(60);
        put(40, 41);
        refit();
        now = now.plusSeconds(9);
        refit();
        assertEquals(0, background.size());
        now = now.plusSeconds(1);
        refit();
        assertEquals(41, report(Duration.ofMillis(5)).examples());
        now = now.plusSeconds(60);
        refit();
        assertEquals(0, background.size());
    }

    @Test
    void correctedExampleIsLookedAtOnceTheSetIsLeftAlone() {
        put(0, 40);
        refit();
        report(Duration.ofMillis(5));
        now = now.plusSeconds(60);
        put("e0", "b", 0.9f, 0);
        refit();
        assertEquals(0, background.size());
        now = now.plusSeconds(1);
        refit();
        assertEquals(1, background.size());
        report(Duration.ofMillis(5));
        // A deletion corrects as well
        now = now.plusSeconds(60);
        graft.forget("e1", ToyTrainer.source(offset++));
        refit();
        now = now.plusSeconds(1);
        refit();
        assertEquals(39, report(Duration.ofMillis(5)).examples());
    }

    @Test
    void restsFourTimesAsLongAsItWorked() {
        put(0, 40);
        refit();
        archive.work = Duration.ofMillis(300);
        report(Duration.ZERO);
        put(40, 80);
        refit();
        now = now.plusMillis(1_199);
        refit();
        assertEquals(0, background.size());
        now = now.plusSeconds(60);
        refit();
        assertEquals(1, background.size());
    }

    @Test
    void waitBehindOthersIsNotItsWork() {
        put(0, 40);
        refit();
        report(Duration.ofMinutes(10));
        put(40, 80);
        now = now.plusSeconds(5);
        refit();
        assertEquals(1, background.size());
    }

    @Test
    void isGivenUpWhenHalfOfTheSetIsAnother() {
        put(0, 40);
        refit();
        Runnable first = background.remove();
        put(40, 90);
        refit();
        first.run();
        // Then: the first comes to nothing, and the set as it is now is examined
        assertEquals(90, report(Duration.ofMillis(5)).examples());
    }

    @Test
    void failureCostsNothingElse() {
        Graft failing = new Graft(new Training(_ -> Learners.fast(new LdaLearner()), 10_000, Runnable::run,
                Optional.of(new Reviewer(background::add, new Broken())), () -> now), Terms.DEFAULT, TaskState.initial(Toy.CREATED), _ -> Optional.empty());
        failing.workBy(Toy.definition("support", Toy.CREATED));
        for (int i = 0; i < 20; i++) {
            failing.learn("" + i, new KeptExample(Toy.example("a", 1, i / 20f), null), ToyTrainer.source(i));
        }
        failing.refit();
        background.remove().run();
        failing.learn("b", new KeptExample(Toy.example("b", 0, 1), null), ToyTrainer.source(20));
        Publication publication = failing.refit().orElseThrow();
        assertTrue(publication.report().isEmpty());
        assertEquals(21, publication.state().examples());
        assertTrue(publication.head().isPresent());
    }

    /** An empty archive that takes so much of the processor to look through. */
    private static final class Laborious implements ExampleArchive {

        private Duration work = Duration.ZERO;

        @Override
        public List<ArchivedExample> examples(TaskDefinition task, Predicate<ArchivedExample> wanted, int most) {
            return List.of();
        }

        @Override
        public Map<Position, String> texts(Collection<Position> positions) {
            return Map.of();
        }

        @Override
        public Map<String, String> newestTexts(TaskDefinition task, int most) {
            var threads = ManagementFactory.getThreadMXBean();
            long end = threads.getCurrentThreadCpuTime() + work.toNanos();
            while (threads.getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
            }
            return Map.of();
        }
    }

    /** An archive that fails in a way that nobody expects. */
    private static final class Broken implements ExampleArchive {

        @Override
        public List<ArchivedExample> examples(TaskDefinition task, Predicate<ArchivedExample> wanted, int most) {
            throw new RejectedExecutionException("broken");
        }

        @Override
        public Map<Position, String> texts(Collection<Position> positions) {
            throw new RejectedExecutionException("broken");
        }

        @Override
        public Map<String, String> newestTexts(TaskDefinition task, int most) {
            throw new RejectedExecutionException("broken");
        }
    }

    @Test
    void emptiedSetHasAnEmptyReport() {
        put(0, 2);
        refit();
        report(Duration.ofMillis(5));
        now = now.plusSeconds(60);
        graft.forget("e0", ToyTrainer.source(offset++));
        graft.forget("e1", ToyTrainer.source(offset++));
        refit();
        Report report = report(Duration.ofMillis(5));
        assertEquals(0, report.examples());
        assertEquals(Optional.empty(), Optional.ofNullable(report.labelIssues()));
    }
}
