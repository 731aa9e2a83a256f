package dev.regraft.stream;

import dev.regraft.graft.LogStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks after a thread that reads the log, and says when it is stalled: it fails again and again, Kafka does not answer it, or it is
 * kept from its work. One writer, the watching thread.
 */
final class LogWatch {

    /** For so long a thread may fail, or hear nothing of Kafka, before it is called stalled. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final LogThread thread;
    private final LogStatus status;
    private double received = Double.NaN;
    private long heardAtNanos;
    private long wellAtNanos;

    LogWatch(LogThread thread, LogStatus status, MeterRegistry meters, long nowNanos) {
        this.thread = thread;
        this.status = status;
        this.heardAtNanos = nowNanos;
        this.wellAtNanos = nowNanos;
        Gauge.builder("regraft.log.stalled", () -> status.isStalled(thread.name()) ? 1 : 0).tag("reader", thread.name())
                .description("1 while the thread that reads the log for this purpose is stalled").register(meters);
        Gauge.builder("regraft.log.lag", thread::lag).tag("reader", thread.name())
                .description("Records of the log that are still to be read").register(meters);
    }

    /** Looks once. */
    void look(long nowNanos) {
        double now = thread.receivedBytes();
        if (now > received) {
            heardAtNanos = nowNanos;
        }
        received = now;
        Optional<String> trouble = thread.trouble();
        if (trouble.isEmpty()) {
            wellAtNanos = nowNanos;
        }
        status.set(thread.name(), stalled(nowNanos, trouble));
    }

    private Optional<String> stalled(long nowNanos, Optional<String> trouble) {
        if (nowNanos - heardAtNanos >= PATIENCE.toNanos()) {
            return Optional.of("Kafka has not answered for " + TimeUnit.NANOSECONDS.toSeconds(nowNanos - heardAtNanos) + " s"
                    + trouble.map(why -> ": " + why).orElse(""));
        }
        return nowNanos - wellAtNanos >= PATIENCE.toNanos() ? trouble : Optional.empty();
    }
}
