package dev.regraft.backbone;

import static dev.regraft.backbone.Priority.EXTRACT;
import static dev.regraft.backbone.Priority.SERVE;
import static dev.regraft.backbone.RecordingNetwork.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final int PLENTY = 1_000;

    private final RecordingNetwork network = new RecordingNetwork(Integer.MAX_VALUE);
    private final Lanes lanes = new Lanes(new LaneSettings(1, 2, 12));

    @AfterEach
    void close() {
        network.let(PLENTY);
        lanes.close();
    }

    @Test
    void servingGoesBeforeExtracting() {
        occupyTheLane();
        network.submit(lanes, EXTRACT, row(1, 3));
        network.submit(lanes, EXTRACT, row(2, 4));
        network.submit(lanes, SERVE, row(3, 5));
        network.let(PLENTY);
        lanes.close();
        assertEquals(List.of(List.of(0L), List.of(3L), List.of(1L), List.of(2L)), network.runs());
    }

    @Test
    void runsTogetherOnlyRowsOfOneLengthAndTheOldestFirst() {
        occupyTheLane();
        network.submit(lanes, EXTRACT, row(1, 4));
        CompletableFuture<List<Extraction>> mixed = network.submit(lanes, EXTRACT, row(2, 3), row(3, 4), row(4, 3));
        network.submit(lanes, EXTRACT, row(5, 3));
        network.let(PLENTY);
        lanes.close();
        assertEquals(List.of(List.of(0L), List.of(1L, 3L), List.of(2L, 4L, 5L)), network.runs());
        assertEquals(List.of(2, 3, 4), mixed.join().stream().map(e -> (int) e.features().fixedPoint(0)).toList());
    }

    @Test
    void keepsARunWithinTheTokenBudget() {
        occupyTheLane();
        network.submit(lanes, EXTRACT, row(1, 5), row(2, 5), row(3, 5));
        network.submit(lanes, EXTRACT, row(4, 50));
        network.let(PLENTY);
        lanes.close();
        assertEquals(List.of(List.of(0L), List.of(1L, 2L), List.of(3L), List.of(4L)), network.runs());
    }

    @Test
    void runsRowAtATimeNetworksOneRowAtATime() {
        RecordingNetwork alone = new RecordingNetwork(1);
        alone.let(PLENTY);
        alone.submit(lanes, SERVE, row(1, 2), row(2, 2), row(3, 2)).join();
        assertEquals(List.of(List.of(1L), List.of(2L), List.of(3L)), alone.runs());
    }

    @Test
    void refusesWhenTooManyRequestsWait() {
        occupyTheLane();
        network.submit(lanes, SERVE, row(1, 3));
        network.submit(lanes, SERVE, row(2, 3));
        assertEquals(2, lanes.waiting());

        LanesFullException refusal = assertThrows(LanesFullException.class, () -> network.submit(lanes, SERVE, row(3, 3)));

        assertEquals("requests waiting must be fewer than 2: 2", refusal.getMessage());
        assertTrue(refusal.retryAfterSeconds() >= 1);
        network.submit(lanes, EXTRACT, row(4, 3));
    }

    @Test
    void aRequestOfAThousandInputsWaitsAsOne() {
        occupyTheLane();
        Tokens[] rows = IntStream.rangeClosed(1, 1_000).mapToObj(i -> row(i, 1 + i % 7)).toArray(Tokens[]::new);
        CompletableFuture<List<Extraction>> answer = network.submit(lanes, SERVE, rows);
        assertEquals(1, lanes.waiting());
        network.let(PLENTY);
        assertEquals(1_000, answer.join().size());
        assertEquals(1_000, answer.join().getLast().features().fixedPoint(0));
        lanes.close();
        assertEquals(0, lanes.waiting());
        assertEquals(1_001, lanes.itemsExtracted());
    }

    @Test
    void aFailedRunFailsOnlyTheRequestsInIt() {
        occupyTheLane();
        CompletableFuture<List<Extraction>> bad = network.submit(lanes, EXTRACT, row(-1, 3), row(1, 4));
        CompletableFuture<List<Extraction>> beside = network.submit(lanes, EXTRACT, row(2, 3));
        CompletableFuture<List<Extraction>> elsewhere = network.submit(lanes, EXTRACT, row(3, 4));
        network.let(PLENTY);
        assertEquals("id must not be negative", assertThrows(CompletionException.class, bad::join).getCause().getMessage());
        assertThrows(CompletionException.class, beside::join);
        assertEquals(3, elsewhere.join().getFirst().features().fixedPoint(0));
    }

    @Test
    void doesNotRunWhatNobodyWaitsForAnyMore() {
        occupyTheLane();
        CompletableFuture<List<Extraction>> gone = network.submit(lanes, SERVE, row(1, 3), row(2, 4));
        network.submit(lanes, SERVE, row(3, 3));
        gone.cancel(false);
        assertEquals(1, lanes.waiting());
        network.let(PLENTY);
        lanes.close();
        assertEquals(List.of(List.of(0L), List.of(3L)), network.runs());
    }

    @Test
    void sharesAGroupAmongFreeLanes() {
        try (Lanes two = new Lanes(new LaneSettings(2, 2, 1_000))) {
            awaitIdle(two);
            CompletableFuture<List<Extraction>> answer = network.submit(two, SERVE, row(1, 3), row(2, 3), row(3, 3), row(4, 3));
            network.awaitBegun(2);
            network.let(PLENTY);
            answer.join();
            assertEquals(List.of(2, 2), network.runs().stream().map(List::size).toList());
        }
    }

    @Test
    void closingDrains() {
        occupyTheLane();
        CompletableFuture<List<Extraction>> served = network.submit(lanes, SERVE, row(1, 3));
        CompletableFuture<List<Extraction>> extracted = network.submit(lanes, EXTRACT, row(2, 4));
        network.let(PLENTY);
        lanes.close();
        assertTrue(served.isDone() && !served.isCompletedExceptionally());
        assertTrue(extracted.isDone() && !extracted.isCompletedExceptionally());
        assertThrows(IllegalStateException.class, () -> network.submit(lanes, SERVE, row(3, 3)));
    }

    @Test
    void runsOnPlatformDaemonsOfItsOwn() {
        List<Thread> own = Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals("regraft-lane-0")).toList();
        assertTrue(!own.isEmpty() && own.stream().allMatch(Thread::isDaemon), own.toString());
    }

    /** The one lane runs row 0 and is held there. */
    private void occupyTheLane() {
        network.submit(lanes, EXTRACT, row(0, 1));
        network.awaitBegun(1);
    }

    private static void awaitIdle(Lanes lanes) {
        while (lanes.idle() < 2) {
            Thread.onSpinWait();
        }
    }
}
