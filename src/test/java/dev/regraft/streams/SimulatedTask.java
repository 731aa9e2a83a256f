package dev.regraft.streams;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.graft.Graft;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import dev.regraft.graft.Publication;
import dev.regraft.graft.Source;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.graft.Training;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import dev.regraft.sim.SimClock;
import dev.regraft.train.Learners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One task with its trainer and a replica that follows it, both real; what is published is there at once. On one thread. */
public final class SimulatedTask {

    private static final String NAME = "streamed";
    private static final Instant CREATED = Instant.parse("2026-11-26T12:00:00Z");
    /** Longer than heads wait before they are refined. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final int MOST_EXAMPLES = 1_000_000;

    private final SimClock clock = new SimClock(CREATED);
    private final Tasks tasks = new Tasks();
    private final FeatureSpace space;
    private final Graft graft;
    private long end;
    private long published;
    private HeadVersion newest;

    /** @param algorithm of the heads, as a task's definition names it; what is slow is learned while one waits */
    public SimulatedTask(FeatureSpace space, Gate gate, String algorithm) {
        this.space = space;
        tasks.define(new TaskDefinition(NAME, CREATED, Kind.SINGLE_LABEL, space.backbone(), List.of(), algorithm, null, null, false, null,
                gate, List.of()));
        graft = new Grafts(tasks, new Training(Learners::of, MOST_EXAMPLES, Runnable::run, clock)).begin(NAME, CREATED);
    }

    /** Learns an example by the label that is given. */
    public void learn(StreamedExample example) {
        var features = new LabeledFeatures(CREATED, space, new Target.Label(example.given()), 1, example.attributes(), example.features());
        graft.learn(example.id(), new KeptExample(features, null), source());
    }

    /** Obeys an operator, and publishes that. */
    public void order(Order order) {
        Optional<Integer> version = switch (order) {
            case Order.Promote(int wanted) -> Optional.of(wanted);
            case Order.Rollback _ -> graft.rollbackTarget();
        };
        graft.obey(order, version.flatMap(task()::head).orElse(null), source());
        refit();
    }

    private Source source() {
        return new Source(new Position(0, end), new Position(0, end++), clock.instant());
    }

    /** Refits, and refines if that is due, until there is nothing left to publish. */
    public void refit() {
        do {
            clock.advance(LEFT_ALONE);
            graft.refit().ifPresent(this::publish);
        } while (graft.isRefining());
    }

    private void publish(Publication publication) {
        publication.head().ifPresent(head -> {
            newest = head;
            tasks.keep(NAME, head);
        });
        tasks.advance(NAME, publication.state(), published++);
        publication.dropped().forEach(version -> tasks.drop(NAME, version));
    }

    private Task task() {
        return tasks.find(NAME).orElseThrow();
    }

    /** The head that answers. */
    public Optional<HeadVersion> live() {
        return task().live();
    }

    /** The head that was learned last. */
    public Optional<HeadVersion> newest() {
        return Optional.ofNullable(newest);
    }

    public TaskState state() {
        return task().state();
    }
}
