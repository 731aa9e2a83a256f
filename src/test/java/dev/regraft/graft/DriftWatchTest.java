package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.HeadVersion;
import dev.regraft.quality.DriftReference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DriftWatchTest {

    private final Task task = Toy.task();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Random random = new Random(1);
    private Instant now = Toy.CREATED;
    private final DriftWatch watch = new DriftWatch(() -> 50, Runnable::run, meters);
    private final Answers answers = new Answers(new RecentPredictions(Toy.limits()), watch, () -> now);

    DriftWatchTest() {
        HeadVersion head = Toy.head(3);
        task.keep(head);
        task.advance(task.state().trained(3, head.sha256(), "trained").promoted(3, head.sha256(), "good", Toy.CREATED, null), 1);
    }

    /** A vector of length one at about that angle. */
    private Features at(double angle) {
        double near = angle + 0.3 * random.nextGaussian();
        return Features.quantise((float) Math.cos(near), (float) Math.sin(near));
    }

    private void serve(int count, double angle) {
        for (int i = 0; i < count; i++) {
            now = now.plusMillis(100);
            answers.answer(task, Answer.requireLive(task), Toy.SPACE, List.of(new Answer.Extracted(at(angle), false, "text")), 2);
        }
    }

    private void examine() {
        List<Features> examples = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            examples.add(at(0));
        }
        task.report(new Report(Toy.CREATED, 500, null, null, null, null, null, null, null, null, null, List.of(),
                DriftReference.of(Toy.SPACE, examples).orElseThrow()), 1);
    }

    private double gauge(String name) {
        return meters.get(name).tag("task", "support").gauge().value();
    }

    @Test
    void saysNothingBeforeAWindowIsFull() {
        serve(49, 0);
        assertTrue(task.drift().isEmpty());
        serve(1, 0);
        assertTrue(task.drift().isPresent());
    }

    @Test
    void withoutAReportTheExpectedAccuracyIsKnownStill() {
        serve(50, 0);
        DriftStatus status = task.drift().orElseThrow();
        assertNull(status.distance());
        assertFalse(status.drifting());
        assertTrue(status.expectedAccuracy() > 0.8, status.toString());
        assertEquals(50, status.inputs());
        assertTrue(Double.isNaN(gauge("regraft.drift.distance")));
    }

    @Test
    void inputsOfAnotherKindAreAnEventOnceAndTheirEndIsOne() throws InterruptedException {
        examine();
        BlockingQueue<DriftStatus> events = new LinkedBlockingQueue<>();
        task.events().subscribe(drifts(events));
        serve(100, 0);
        assertFalse(task.drift().orElseThrow().drifting());
        assertEquals(0, gauge("regraft.drift"));
        serve(150, 3);
        DriftStatus drifting = task.drift().orElseThrow();
        assertTrue(drifting.drifting() && drifting.distance() > drifting.threshold(), drifting.toString());
        assertEquals(Toy.CREATED.plus(Duration.ofSeconds(15)), drifting.since());
        assertEquals(1, gauge("regraft.drift"));
        assertEquals(drifting.distance(), gauge("regraft.drift.distance"));
        assertEquals(drifting.expectedAccuracy(), gauge("regraft.expected.accuracy"));
        serve(100, 0);
        assertFalse(task.drift().orElseThrow().drifting());
        assertTrue(events.poll(10, TimeUnit.SECONDS).drifting());
        assertFalse(events.poll(10, TimeUnit.SECONDS).drifting());
        assertEquals(0, events.size());
    }

    private static Flow.Subscriber<TaskEvent> drifts(BlockingQueue<DriftStatus> events) {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(TaskEvent event) {
                if (event instanceof TaskEvent.Drifted(DriftStatus status)) {
                    events.add(status);
                }
            }

            @Override
            public void onError(Throwable failure) {
            }

            @Override
            public void onComplete() {
            }
        };
    }

    @Test
    void oneInputOverAndOverFillsNoWindow() {
        examine();
        Features one = at(3);
        for (int i = 0; i < 1_000; i++) {
            answers.answer(task, Answer.requireLive(task), Toy.SPACE, List.of(new Answer.Extracted(one, false, "again")), 1);
        }
        assertTrue(task.drift().isEmpty());
        serve(49, 0);
        assertEquals(1_049, task.drift().orElseThrow().inputs());
    }

    @Test
    void aDeletedTaskHasNoMeters() {
        serve(49, 0);
        Answer.Predicted last = Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(new Answer.Extracted(at(0), false, null)), 1).predictions().getFirst();
        task.delete();
        watch.served(task, Toy.SPACE, at(0), last, now);
        assertTrue(meters.getMeters().isEmpty());
    }

    @Test
    void refusesWindowsOutOfRange() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new DriftWatch(() -> 19, Runnable::run, meters));
        assertEquals("regraft.drift.window must be in [20, 10000]: 19", refusal.getMessage());
    }
}
