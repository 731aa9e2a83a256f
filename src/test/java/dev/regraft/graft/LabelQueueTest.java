package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Linear;
import dev.regraft.head.Metrics;
import dev.regraft.head.Novelty;
import dev.regraft.head.Output;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelQueueTest {

    private final Task task = Toy.task();
    private final RecentPredictions recent = new RecentPredictions(Toy.limits());
    private final LabelQueue queue = new LabelQueue(recent);

    private void goLive(HeadVersion head) {
        task.keep(head);
        task.advance(task.state().trained(head.version(), head.sha256(), "trained").promoted(head.version(), head.sha256(), "good", Toy.CREATED, null),
                head.version());
    }

    private Served serve(String id, float... vector) {
        Served served = new Served(id, "support", Toy.CREATED, Toy.SPACE, Features.quantise(vector), id, 1, Toy.CREATED);
        recent.add(served);
        return served;
    }

    private List<String> ids(int limit) {
        return queue.of(task, Toy.SPACE, limit).stream().map(entry -> entry.input().id()).toList();
    }

    @Test
    void theLeastCertainComesFirst() {
        goLive(Toy.head(9));
        serve("certain", 1, 0);
        serve("torn", 0.70f, 0.714f);
        LabelQueue.Entry first = queue.of(task, Toy.SPACE, 1).getFirst();
        assertEquals("torn", first.input().id());
        assertEquals(LabelQueue.Reason.UNCERTAIN, first.reason());
        assertTrue(first.score() > 0.9, "score " + first.score());
    }

    @Test
    void whatIsUnlikeEverythingKnownComesBeforeWhatIsCertain() {
        Novelty novelty = new Novelty(Optional.of(new Linear(new float[] {0, 0, -1, -1}, new float[2])), new float[2], new float[2],
                new float[3], quantiles());
        goLive(new HeadVersion(1, new Head(Toy.SPACE, "toy", new Output.SingleLabel(List.of("a", "b"), 1), Optional.empty(),
                new Linear(new float[] {9, -9, 9, -9}, new float[2]), Optional.of(novelty)), 2, Toy.CREATED, Metrics.NONE));
        serve("known", 1, 0);
        serve("novel", 0, 1);
        LabelQueue.Entry first = queue.of(task, Toy.SPACE, 2).getFirst();
        assertEquals("novel", first.input().id());
        assertEquals(LabelQueue.Reason.NOVEL, first.reason());
    }

    /** An input is the more novel the larger its second feature is: by half for none, wholly from 0.5 on. */
    private static float[] quantiles() {
        float[] quantiles = new float[Novelty.QUANTILES];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = (i - 20) / 20f;
        }
        return quantiles;
    }

    @Test
    void repetitionsSink() {
        goLive(Toy.head(2));
        serve("repeated", 0.70f, 0.714f);
        serve("torn", 0.705f, 0.709f);
        serve("other", -0.6f, -0.8f);
        assertEquals(List.of("other"), ids(2).subList(1, 2));
        assertEquals(List.of("repeated"), ids(3).subList(2, 3));
        assertEquals(LabelQueue.Reason.DIVERSE, queue.of(task, Toy.SPACE, 2).get(1).reason());
    }

    @Test
    void whatRepeatsALabeledInputSinks() {
        goLive(Toy.head(2));
        Served torn = serve("torn", 0.70f, 0.714f);
        serve("repeated", 0.705f, 0.709f);
        serve("other", -0.6f, -0.8f);
        recent.label(torn);
        assertEquals(List.of("other", "repeated"), ids(5));
    }

    @Test
    void labelsThatAreDecidedByThemselvesAreTornNearTheirThresholds() {
        goLive(new HeadVersion(1, new Head(Toy.SPACE, "toy", new Output.MultiLabel(List.of("a", "b"), new float[] {0.8f, 0.5f}),
                new Linear(new float[] {2, 0, 0, 6}, new float[2])), 2, Toy.CREATED, Metrics.NONE));
        serve("decided", 0.1f, 0.9f);
        serve("atThreshold", 0.7f, -0.7f);
        assertEquals("atThreshold", ids(1).getFirst());
    }

    @Test
    void numbersAreTakenByUnlikeness() {
        goLive(new HeadVersion(1, new Head(Toy.SPACE, "toy", new Output.Regression(null, null),
                new Linear(new float[] {1, 1}, new float[1])), 2, Toy.CREATED, Metrics.NONE));
        serve("one", 1, 0);
        serve("likeOne", 0.99f, 0.1f);
        serve("two", 0, 1);
        List<LabelQueue.Entry> entries = queue.of(task, Toy.SPACE, 2);
        assertTrue(ids(2).contains("two"), ids(2).toString());
        assertEquals(LabelQueue.Reason.DIVERSE, entries.getFirst().reason());
    }

    @Test
    void withoutALiveHeadNothingIsKnownToBeWorthIt() {
        serve("one", 1, 0);
        assertEquals(List.of(), ids(5));
    }
}
