package dev.regraft.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.Order;
import dev.regraft.quality.Gate;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamRunTest {

    private static final GaussianPool POOL = GaussianPool.of(5, 16, 1, 100, 1);
    private static final LabeledStream STREAM = LabeledStream.of(POOL, Mix.even(), 300, 2);

    private static SimulatedTask task(String algorithm) {
        return new SimulatedTask(POOL.space(), new Gate(Gate.Mode.IMMEDIATE, 0.01, 0.05), algorithm);
    }

    @Test
    void whatIsServedAtOnceIsAlwaysTheNewestHead() {
        Trace trace = new StreamRun(STREAM, 1, 20, 3).of(task("lda"));
        trace.moments().forEach(moment -> assertEquals(moment.newest(), moment.served()));
        trace.moments().forEach(moment -> assertEquals(0, moment.lag()));
        assertEquals(300, trace.moments().getLast().seen());
        assertTrue(trace.moments().getLast().served() > trace.at(40).served());
    }

    @Test
    void sameSeedGivesTheSameRun() {
        Trace first = new StreamRun(STREAM, 1, 20, 3).of(task("lda"));
        Trace second = new StreamRun(STREAM, 1, 20, 3).of(task("lda"));
        assertEquals(first.moments(), second.moments());
        assertEquals(first.decisions(), second.decisions());
        assertTrue(Arrays.equals(first.right(), second.right()));
    }

    @Test
    void whatWasRightIsJudgedByTheLabelsThatAreTrue() {
        LabeledStream flipped = LabeledStream.of(POOL, Mix.even(), 300, 2, new FlippedBurst(250, 50, 1, new FlippedBurst.Toward.Any()));
        double calm = new StreamRun(STREAM, 50, 50, 3).of(task("lda")).prequential(250, 300);
        assertEquals(calm, new StreamRun(flipped, 50, 50, 3).of(task("lda")).prequential(250, 300));
        assertTrue(calm > 0.5, "accuracy " + calm);
    }

    @Test
    void slowHeadsAreLearnedBeforeTheNextBatch() {
        SimulatedTask task = task("auto");
        new StreamRun(STREAM, 50, 50, 3).of(task);
        assertEquals(task.state().progress(), task.state().refined());
    }

    @Test
    void operatorIsObeyed() {
        SimulatedTask task = task("lda");
        Trace trace = new StreamRun(STREAM, 50, 50, 3).of(task, (seen, running) -> {
            if (seen == 250) {
                running.order(new Order.Promote(1));
            }
        });
        assertEquals(1, trace.count(HistoryEntry.Event.PROMOTION, 0, 50));
        assertEquals(Optional.of(6), task.live().map(head -> head.version()));
        assertEquals(2, trace.count(HistoryEntry.Event.PROMOTION, 250, 300));
    }
}
