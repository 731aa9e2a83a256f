package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.ToDoubleFunction;

/**
 * Watches what this replica answers, task by task, for drift. Each replica watches by itself: only what it served, and only since it started;
 * the training set it knows by the task's {@link Report}. Any thread may call; windows are compared by another one.
 */
public final class DriftWatch {

    private final int window;
    private final Executor background;
    private final MeterRegistry meters;
    private final Map<String, TaskDrift> watched = new ConcurrentHashMap<>();

    /** @param background compares windows: some milliseconds each */
    DriftWatch(DriftConfig config, Executor background, MeterRegistry meters) {
        if (config.window() < 20 || config.window() > 10_000) {
            throw new IllegalArgumentException("regraft.drift.window must be in [20, 10000]: " + config.window());
        }
        this.window = config.window();
        this.background = background;
        this.meters = meters;
    }

    /** An input was answered. */
    void served(Task task, FeatureSpace space, Features input, Answer.Predicted predicted, Instant at) {
        String name = task.definition().task();
        TaskDrift drift = watched.get(name);
        if (drift == null || !drift.isOf(task, space)) {
            watched.values().removeIf(other -> other.isOver());
            drift = watched.compute(name, (_, present) -> present != null && present.isOf(task, space) ? present
                    : new TaskDrift(task, space, window, at));
        }
        drift.add(input, predicted, at).ifPresent(full -> background.execute(() -> full.look(this::register)));
    }

    /** They go with the task: whoever follows the log removes the meters that bear its name. */
    private void register(Task task) {
        gauge("regraft.drift.distance", "Distance of the last inputs from the training set", task,
                status -> status.distance() == null ? Double.NaN : status.distance());
        gauge("regraft.drift", "Whether inputs are no longer like the training set", task, status -> status.drifting() ? 1 : 0);
        gauge("regraft.expected.accuracy", "Accuracy that the heads expect of their answers", task,
                status -> status.expectedAccuracy() == null ? Double.NaN : status.expectedAccuracy());
    }

    private void gauge(String name, String description, Task task, ToDoubleFunction<DriftStatus> value) {
        if (meters.find(name).tag("task", task.definition().task()).gauge() != null) {
            return;
        }
        Gauge.builder(name, task, t -> t.drift().map(status -> value.applyAsDouble(status)).orElse(Double.NaN))
                .description(description).tag("task", task.definition().task()).register(meters);
    }
}
