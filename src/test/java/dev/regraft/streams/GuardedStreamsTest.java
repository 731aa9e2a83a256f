package dev.regraft.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.Order;
import dev.regraft.quality.Gate;
import org.junit.jupiter.api.Test;

/** What is served under a guarded gate while the stream is not what it should be, and under one that lets everything through. */
class GuardedStreamsTest {

    private static final GaussianPool POOL = GaussianPool.of(10, 32, 1.5, 100, 1);
    private static final double POINT = 0.01;

    private static Trace run(LabeledStream stream, Gate.Mode mode) {
        return new StreamRun(stream, 1, 50, 1).of(new SimulatedTask(POOL.space(), new Gate(mode, 0.01, 0.05), "lda"));
    }

    private static LabeledStream stream(int length, Mix mix, Disturbance... disturbances) {
        return LabeledStream.of(POOL, mix, length, 1, disturbances);
    }

    private static double lowest(Trace trace, int after, int through) {
        return trace.between(after, through).stream().mapToDouble(Trace.Moment::served).min().orElseThrow();
    }

    @Test
    void calmStreamIsServedAlmostAsWellAsByTheNewestHead() {
        Trace trace = run(stream(600, Mix.even()), Gate.Mode.GUARDED);
        trace.between(250, 600).forEach(moment -> assertTrue(moment.newest() - moment.served() < 2 * POINT, moment.toString()));
    }

    @Test
    void burstOfFlippedLabelsDoesNotReachWhatIsServed() {
        LabeledStream stream = stream(900, Mix.even(), new FlippedBurst(400, 500, 0.5, new FlippedBurst.Toward.Few(2)));
        Trace guarded = run(stream, Gate.Mode.GUARDED);
        Trace immediate = run(stream, Gate.Mode.IMMEDIATE);
        assertTrue(lowest(guarded, 400, 900) >= guarded.at(400).served() - POINT, "guarded fell to " + lowest(guarded, 400, 900));
        assertTrue(lowest(immediate, 400, 900) < immediate.at(400).served() - 2 * POINT,
                "immediate fell to " + lowest(immediate, 400, 900));
    }

    @Test
    void oneWrongExampleRepeatedDoesNotReachWhatIsServed() {
        LabeledStream stream = stream(700, Mix.even(), new WrongExampleRepeated(400, 50));
        Trace guarded = run(stream, Gate.Mode.GUARDED);
        Trace immediate = run(stream, Gate.Mode.IMMEDIATE);
        assertTrue(lowest(guarded, 400, 700) >= guarded.at(400).served() - POINT, "guarded fell to " + lowest(guarded, 400, 700));
        assertTrue(lowest(immediate, 400, 700) < immediate.at(400).served() - POINT, "immediate fell to " + lowest(immediate, 400, 700));
        // the copies are no evidence, so nothing is proven by being right of them
        assertTrue(guarded.decisions().stream().filter(decision -> decision.seen() > 400 && decision.seen() <= 450)
                .noneMatch(decision -> decision.entry().reason().startsWith("guarded: proven better")));
    }

    @Test
    void newLabelIsServedAfterItsFirstBatch() {
        LabeledStream stream = stream(700, Mix.even().withNewLabels(9, 400));
        Trace trace = run(stream, Gate.Mode.GUARDED);
        // of the test inputs one in ten is of the new label from then on
        assertTrue(trace.at(450).served() > trace.at(399).served() - 0.1 + POINT, "served " + trace.at(450).served());
    }

    @Test
    void driftIsRecoveredFrom() {
        LabeledStream stream = stream(1_200, Mix.even(), Drift.abrupt(400, Concept.ofLabels(POOL.labels(), 5)));
        Trace trace = run(stream, Gate.Mode.GUARDED);
        double calm = trace.at(399).served();
        double fallen = trace.at(450).served();
        assertTrue(fallen < calm - 0.3, "fell to " + fallen);
        double recovered = trace.at(1_200).served();
        assertTrue(recovered > fallen + 0.6 * (calm - fallen), "recovered to " + recovered);
    }

    @Test
    void poorHeadThatAnOperatorPutLiveGivesWayToOneThatIsProvenBetter() {
        LabeledStream stream = stream(700, Mix.even());
        SimulatedTask task = new SimulatedTask(POOL.space(), Gate.DEFAULT, "lda");
        Trace trace = new StreamRun(stream, 10, 10, 1).of(task, (seen, running) -> {
            if (seen == 200) {
                running.order(new Order.Promote(2));
            }
        });
        double fallen = trace.prequential(200, 210);
        assertTrue(fallen < trace.prequential(100, 200) - 0.1, "served " + fallen);
        assertTrue(trace.at(300).served() > trace.at(200).served() - 2 * POINT, "served " + trace.at(300).served());
    }
}
