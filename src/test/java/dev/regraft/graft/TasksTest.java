package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TasksTest {

    private static final Instant FIRST = Toy.CREATED;
    private static final Instant SECOND = FIRST.plusSeconds(60);
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final Tasks tasks = new Tasks();
    private long offset;

    private Task defined(String task, Instant createdAt) {
        tasks.define(Toy.definition(task, createdAt));
        return tasks.find(task).orElseThrow();
    }

    private static TaskState promoted(Instant incarnation, HeadVersion head) {
        return TaskState.initial(incarnation).trained(head.version(), head.sha256(), null)
                .promoted(head.version(), head.sha256(), "good", incarnation, null);
    }

    private static TaskState learned(Instant incarnation) {
        TaskState state = TaskState.initial(incarnation);
        return state.counted(1, state.labels(), state.scorecard(), new Position(0, 0), Progress.NONE, null);
    }

    @Test
    void listsTasksByName() {
        for (String name : List.of("urgency", "spam", "support")) {
            defined(name, FIRST);
        }
        assertEquals(List.of("spam", "support", "urgency"), tasks.all().stream().map(t -> t.definition().task()).toList());
        assertEquals(Optional.empty(), tasks.find("other"));
    }

    @Test
    void changedDefinitionKeepsTheTaskAndItsState() {
        Task task = defined("support", FIRST);
        tasks.advance("support", learned(FIRST), offset++);
        TaskDefinition changed = new TaskDefinition("support", FIRST, Kind.SINGLE_LABEL, "toy", List.of(), "lda", null, null,
                false, null, Toy.definition("x", FIRST).gate(), List.of("a"));
        tasks.define(changed);
        assertSame(task, tasks.find("support").orElseThrow());
        assertEquals(changed, task.definition());
        assertEquals(learned(FIRST), task.state());
        assertFalse(task.deleted());
    }

    @Test
    void nameTakenAgainIsAnotherTask() {
        Task former = defined("support", FIRST);
        tasks.advance("support", learned(FIRST), offset++);
        Task present = defined("support", SECOND);
        assertNotSame(former, present);
        assertTrue(former.deleted());
        assertEquals(TaskState.initial(SECOND), present.state());
        assertTrue(tasks.isOver("support", FIRST));
        assertFalse(tasks.isOver("support", SECOND));
    }

    @Test
    void deletedTaskIsGone() {
        Task task = defined("support", FIRST);
        tasks.keep("support", Toy.head(1));
        tasks.advance("support", promoted(FIRST, Toy.head(1)), offset++);
        tasks.delete("support");
        assertEquals(Optional.empty(), tasks.find("support"));
        assertTrue(task.deleted());
        assertEquals(Optional.empty(), task.live());
    }

    @Test
    void nobodyMindsTheDeletionOfAnUnknownTask() {
        tasks.delete("support");
        assertFalse(tasks.lingers("support"));
        assertFalse(tasks.isOver("support", FIRST));
    }

    @Test
    void incarnationIsOverOnceItIsDeletedOrFollowed() {
        assertFalse(tasks.isOver("support", FIRST));
        defined("support", FIRST);
        assertFalse(tasks.isOver("support", FIRST));
        tasks.delete("support");
        assertTrue(tasks.isOver("support", FIRST));
        assertFalse(tasks.isOver("support", SECOND));
        defined("support", SECOND);
        assertTrue(tasks.isOver("support", FIRST));
        assertFalse(tasks.isOver("support", SECOND));
    }

    @Test
    void presentTaskIsNotOverEvenIfItsLogIsReadAgain() {
        // Given a task that was deleted and created again, as the log says
        defined("support", FIRST);
        tasks.delete("support");
        defined("support", SECOND);
        // When the log is read again from its beginning
        defined("support", FIRST);
        tasks.delete("support");
        defined("support", SECOND);
        // Then
        assertFalse(tasks.isOver("support", SECOND));
        assertTrue(tasks.isOver("support", FIRST));
    }

    @Test
    void olderIncarnationDoesNotTakeThePlaceOfAYoungerOne() {
        Task present = defined("support", SECOND);
        tasks.define(Toy.definition("support", FIRST));
        assertSame(present, tasks.find("support").orElseThrow());
        assertFalse(present.deleted());
        assertFalse(tasks.isOver("support", SECOND));
    }

    @Test
    void incarnationsGrowEvenIfTheClockStandsStillOrGoesBack() {
        Instant now = FIRST.plusNanos(1_999_999);
        Instant last = Instant.MIN;
        for (int i = 0; i < 10; i++) {
            Instant incarnation = tasks.incarnation("support", i < 5 ? now : now.minusSeconds(i));
            assertTrue(incarnation.isAfter(last), incarnation + " is not after " + last);
            assertEquals(0, incarnation.getNano() % 1_000_000);
            defined("support", incarnation);
            tasks.delete("support");
            last = incarnation;
        }
        assertEquals(FIRST.plusMillis(10), last);
        assertEquals(FIRST.plusMillis(1), tasks.incarnation("other", now));
    }

    @Test
    void deletedTaskLingersUntilItIsForgotten() {
        defined("support", FIRST);
        tasks.advance("support", learned(FIRST), offset++);
        assertFalse(tasks.lingers("support"));
        tasks.delete("support");
        assertTrue(tasks.lingers("support"));
        tasks.swept("support", "support");
        assertFalse(tasks.lingers("support"));
    }

    @Test
    void taskThatLearnedNothingDoesNotLinger() {
        defined("support", FIRST);
        tasks.delete("support");
        assertFalse(tasks.lingers("support"));
    }

    @Test
    void waitEndsWhenTheTasksAreAsWanted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return tasks.await(() -> {
                    asked.countDown();
                    return tasks.find("support").isPresent();
                }, Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, VIRTUAL);
        asked.await();
        defined("other", FIRST);
        assertFalse(waiting.isDone());
        defined("support", FIRST);
        assertTrue(waiting.get());
    }

    @Test
    void waitEndsWhenTheTimeRunsOut() throws InterruptedException {
        assertFalse(tasks.await(() -> false, Duration.ofMillis(20)));
        assertTrue(tasks.await(() -> true, Duration.ZERO));
    }

    @Test
    void completesOnce() {
        assertFalse(tasks.complete());
        tasks.completed();
        assertTrue(tasks.complete());
    }

    @Test
    void advancesToAStateWhoseHeadIsKept() {
        Task task = defined("support", FIRST);
        HeadVersion head = Toy.head(1);
        tasks.keep("support", head);
        assertTrue(tasks.advance("support", promoted(FIRST, head), offset++));
        assertSame(head, task.live().orElseThrow());
        assertFalse(tasks.advance("support", promoted(FIRST, head), offset++));
    }

    @Test
    void staysAsItIsIfTheHeadWasNeverPublished() {
        Task task = defined("support", FIRST);
        tasks.keep("support", Toy.head(1));
        tasks.drop("support", 1);
        assertThrows(IllegalStateException.class, () -> tasks.advance("support", promoted(FIRST, Toy.head(1)), offset++));
        assertEquals(TaskState.initial(FIRST), task.state());
        assertEquals(Optional.empty(), task.live());
    }

    @Test
    void stateOfAnotherIncarnationIsLeftAside() {
        Task task = defined("support", SECOND);
        tasks.keep("support", Toy.head(1));
        assertFalse(tasks.advance("support", promoted(FIRST, Toy.head(1)), offset++));
        assertEquals(TaskState.initial(SECOND), task.state());
    }

    @Test
    void headsAndStatesOfUnknownTasksAreLeftAside() {
        tasks.keep("support", Toy.head(1));
        tasks.drop("support", 1);
        assertFalse(tasks.advance("support", promoted(FIRST, Toy.head(1)), offset++));
        assertEquals(List.of(), List.copyOf(tasks.all()));
    }
}
