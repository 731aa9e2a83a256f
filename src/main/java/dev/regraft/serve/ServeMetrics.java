package dev.regraft.serve;

import dev.regraft.backbone.Backbones;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** What is counted on the side of HTTP. */
@Singleton
public final class ServeMetrics {

    private final MeterRegistry meters;

    public ServeMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void start(@Observes StartupEvent event, Backbones backbones) {
        Gauge.builder("regraft.queue", backbones, Backbones::waiting)
                .description("Requests that wait for the backbone").register(meters);
        FunctionCounter.builder("regraft.extracted", backbones, Backbones::itemsExtracted)
                .description("Inputs that the backbones have turned into features").register(meters);
    }

    /** A request was answered. */
    void predicted(String task, int inputs, long tookNanos) {
        meters.counter("regraft.predictions", "task", task, "way", "http").increment(inputs);
        Timer.builder("regraft.prediction.latency").tag("task", task).publishPercentiles(0.5, 0.95, 0.99).register(meters)
                .record(tookNanos, TimeUnit.NANOSECONDS);
    }

    /** Features were given out as embeddings. */
    void embedded(String backbone, int texts) {
        meters.counter("regraft.embeddings", "backbone", backbone).increment(texts);
    }
}
