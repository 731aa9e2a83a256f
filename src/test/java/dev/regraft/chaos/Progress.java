package dev.regraft.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** How many of the records that were sent have been extracted: what the group that extracts has committed. Its own thread asks. */
final class Progress implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final long ANSWER_TIMEOUT_MS = 2_000;

    private final Admin admin;
    private final Names names;
    private final Worker worker;
    private volatile long extracted;

    Progress(String bootstrapServers, Names names) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "request.timeout.ms", 2_000,
                "default.api.timeout.ms", 5_000));
        this.names = names;
        this.worker = Worker.start("progress", this::ask);
    }

    private void ask() throws InterruptedException {
        while (true) {
            askOnce();
            Thread.sleep(PAUSE);
        }
    }

    private void askOnce() throws InterruptedException {
        try {
            Map<?, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(names.extractGroup()).partitionsToOffsetAndMetadata()
                    .get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            extracted = offsets.values().stream().mapToLong(offset -> offset == null ? 0 : offset.offset()).sum();
        } catch (ExecutionException | TimeoutException _) {
            // A broker is down: it is asked again.
        }
    }

    long extracted() {
        return extracted;
    }

    /** @return false if fewer are extracted after that time */
    boolean await(long wanted, Duration timeout) throws InterruptedException {
        Instant end = Instant.now().plus(timeout);
        while (extracted < wanted) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }

    @Override
    public void close() {
        worker.close();
        admin.close(Duration.ZERO);
    }
}
