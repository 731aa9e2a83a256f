package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.HeadVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final Task task = Toy.task();
    private long offset;

    private TaskState promoted(int version) {
        HeadVersion head = Toy.head(version);
        return task.state().trained(version, head.sha256(), null).promoted(version, head.sha256(), "good", Toy.CREATED, null);
    }

    @Test
    void beginsWithNothingLearned() {
        assertEquals(TaskState.initial(Toy.CREATED), task.state());
        assertEquals(Optional.empty(), task.live());
        assertEquals(Optional.empty(), task.head(1));
        assertFalse(task.deleted());
    }

    @Test
    void swapsToTheHeadThatTheStateNames() {
        HeadVersion head = Toy.head(1);
        task.keep(head);
        assertEquals(Optional.empty(), task.live());
        TaskState state = promoted(1);
        assertTrue(task.advance(state, offset++));
        assertSame(head, task.live().orElseThrow());
        assertEquals(state, task.state());
    }

    @Test
    void doesNotGoBackWhenTheLogIsReadAgain() {
        task.keep(Toy.head(1));
        task.keep(Toy.head(2));
        TaskState older = at(promoted(1), 10);
        task.advance(older, 3);
        TaskState newer = at(promoted(2), 10);
        task.advance(newer, 7);
        assertFalse(task.advance(older, 3));
        assertEquals(newer, task.state());
        assertEquals(2, task.live().orElseThrow().version());
        assertFalse(task.advance(TaskState.initial(Toy.CREATED), 0));
        assertEquals(newer, task.state());
    }

    private static TaskState at(TaskState state, long offset) {
        return state.counted(1, state.labels(), state.scorecard(), new Position(0, offset), state.progress(), null);
    }

    @Test
    void sameLiveHeadIsNoSwap() {
        task.keep(Toy.head(1));
        task.advance(promoted(1), offset++);
        assertFalse(task.advance(task.state().trained(2, "b", null), offset++));
        assertEquals(1, task.live().orElseThrow().version());
    }

    @Test
    void withdrawalTakesTheHeadOut() {
        task.keep(Toy.head(1));
        task.advance(promoted(1), offset++);
        assertTrue(task.advance(task.state().withdrawn("a", "too few labels", Toy.CREATED), offset++));
        assertEquals(Optional.empty(), task.live());
    }

    @Test
    void staysAsItIsIfTheHeadWasNeverPublished() {
        task.keep(Toy.head(1));
        task.advance(promoted(1), offset++);
        TaskState before = task.state();
        var refusal = assertThrows(IllegalStateException.class, () -> task.advance(promoted(2), offset++));
        assertEquals("head 2 of task support is not in the log", refusal.getMessage());
        assertEquals(before, task.state());
        assertEquals(1, task.live().orElseThrow().version());
    }

    @Test
    void droppedHeadIsForgotten() {
        task.keep(Toy.head(1));
        task.drop(1);
        assertEquals(Optional.empty(), task.head(1));
        assertThrows(IllegalStateException.class, () -> task.advance(promoted(1), offset++));
    }

    @Test
    void waitEndsWhenTheStateIsAsWanted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Predicate<TaskState> wanted = state -> {
            asked.countDown();
            return state.lastVersion() == 2;
        };
        CompletableFuture<Optional<TaskState>> waiting = waiting(wanted);
        asked.await();
        task.advance(task.state().trained(1, "a", null), offset++);
        assertFalse(waiting.isDone());
        TaskState state = task.state().trained(2, "b", null);
        task.advance(state, offset++);
        assertEquals(Optional.of(state), waiting.get());
    }

    @Test
    void waitEndsEmptyWhenTheTaskIsDeleted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Optional<TaskState>> waiting = waiting(_ -> {
            asked.countDown();
            return false;
        });
        asked.await();
        task.delete();
        assertEquals(Optional.empty(), waiting.get());
    }

    @Test
    void waitEndsEmptyWhenTheTimeRunsOut() throws InterruptedException {
        assertEquals(Optional.empty(), task.await(_ -> false, Duration.ofMillis(20)));
        assertEquals(Optional.empty(), task.await(_ -> false, Duration.ZERO));
        assertEquals(Optional.of(task.state()), task.await(_ -> true, Duration.ZERO));
    }

    private CompletableFuture<Optional<TaskState>> waiting(Predicate<TaskState> wanted) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return task.await(wanted, LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, VIRTUAL);
    }

    @Test
    void deletedTaskHasNoLiveHead() {
        task.keep(Toy.head(1));
        task.advance(promoted(1), offset++);
        task.delete();
        assertTrue(task.deleted());
        assertEquals(Optional.empty(), task.live());
    }

    @Test
    void eventsComeInOrderAndEndWithTheTask() throws InterruptedException {
        // Given
        Listener listener = new Listener(Long.MAX_VALUE);
        task.events().subscribe(listener);
        // When
        for (int version = 1; version <= 3; version++) {
            task.keep(Toy.head(version));
            TaskState state = promoted(version);
            task.advance(state.counted(version, state.labels(), state.scorecard(), new Position(0, version), state.progress(), null), offset++);
        }
        task.delete();
        // Then
        for (int version = 1; version <= 3; version++) {
            assertEquals(new TaskEvent.Learned(version, new Position(0, version)), listener.next());
            assertEquals(new TaskEvent.Trained(version, Toy.head(version).sha256()), listener.next());
            assertEquals(new TaskEvent.Decided(task.state().history().get(version - 1)), listener.next());
        }
        assertTrue(listener.completed.await(30, TimeUnit.SECONDS));
        assertEquals(List.of(), List.copyOf(listener.events));
    }

    @Test
    void subscriberThatFallsBehindHoldsNobodyUp() throws InterruptedException {
        Listener stuck = new Listener(0);
        Listener keen = new Listener(Long.MAX_VALUE);
        task.events().subscribe(stuck);
        task.events().subscribe(keen);
        for (int version = 1; version <= 2_000; version++) {
            task.advance(task.state().trained(version, "a", null), offset++);
            assertEquals(new TaskEvent.Trained(version, "a"), keen.next());
        }
        assertTrue(stuck.events.isEmpty());
    }

    @Test
    void nothingHappensFromAStateToItself() {
        TaskState state = promoted(1);
        assertEquals(List.of(), TaskEvent.between(state, state));
    }

    /** Collects events, as many as it asks for. */
    private static final class Listener implements Flow.Subscriber<TaskEvent> {

        private final long wanted;
        private final BlockingQueue<TaskEvent> events = new LinkedBlockingQueue<>();
        private final CountDownLatch completed = new CountDownLatch(1);

        Listener(long wanted) {
            this.wanted = wanted;
        }

        TaskEvent next() throws InterruptedException {
            return events.poll(30, TimeUnit.SECONDS);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            if (wanted > 0) {
                subscription.request(wanted);
            }
        }

        @Override
        public void onNext(TaskEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            completed.countDown();
        }
    }
}
