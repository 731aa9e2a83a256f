package dev.regraft.stream;

import dev.regraft.graft.Task;
import dev.regraft.head.HeadVersion;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted on the log's side. */
@Singleton
public final class StreamMetrics {

    private final MeterRegistry meters;
    private final Map<String, AtomicInteger> liveVersions = new ConcurrentHashMap<>();

    public StreamMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Examples became features. */
    void extracted(String task, int count) {
        meters.counter("regraft.examples", "task", task).increment(count);
    }

    /** A prediction was asked for over Kafka and given. */
    void predicted(String task) {
        meters.counter("regraft.predictions", "task", task, "way", "kafka").increment();
    }

    /**
     * A task's live head was swapped.
     *
     * @param began swaps that repeat what was in the log before are not timed
     */
    void swapped(Task task, Instant began) {
        String name = task.definition().task();
        liveVersions.computeIfAbsent(name, this::gauge).set(task.live().map(HeadVersion::version).orElse(0));
        Instant labeled = task.state().newestExampleAt();
        if (labeled != null && labeled.isAfter(began)) {
            Duration took = Duration.between(labeled, Instant.now());
            Timer.builder("regraft.label.to.live").tag("task", name).publishPercentiles(0.5, 0.95, 0.99).register(meters)
                    .record(took.isNegative() ? Duration.ZERO : took);
        }
    }

    private AtomicInteger gauge(String task) {
        AtomicInteger version = new AtomicInteger();
        meters.gauge("regraft.head.version", Tags.of("task", task), version);
        return version;
    }

    /** A record of the service's own topics could not be read. */
    void unreadable(String topic) {
        meters.counter("regraft.records.unreadable", "topic", topic).increment();
    }

    /** A snapshot could not be written. */
    void snapshotFailed() {
        meters.counter("regraft.snapshot.failures").increment();
    }

    /** A task was deleted. */
    void forget(String task) {
        liveVersions.remove(task);
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("regraft.") && task.equals(meter.getId().getTag("task")))
                .forEach(meters::remove);
    }
}
