package dev.regraft.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends events in their order, each exactly once however often the brokers die: as far as it is allowed, and never much further than
 * they are extracted.
 */
final class Sender implements AutoCloseable {

    private static final int MOST_AHEAD = 6_000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final byte[] GARBAGE = "{neither JSON".getBytes(StandardCharsets.UTF_8);

    private final KafkaProducer<String, byte[]> producer;
    private final Names names;
    private final List<? extends Event> events;
    private final Progress progress;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Worker worker;
    private volatile long allowed;

    Sender(String bootstrapServers, Names names, List<? extends Event> events, Progress progress) {
        this.producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                "enable.idempotence", true,
                "linger.ms", 5,
                "request.timeout.ms", 5_000,
                "delivery.timeout.ms", 300_000,
                "max.block.ms", 300_000), new StringSerializer(), new ByteArraySerializer());
        this.names = names;
        this.events = events;
        this.progress = progress;
        this.worker = Worker.start("sender", this::send);
    }

    /** Lets it send so many events, counted from the first. */
    void allow(long count) {
        allowed = Math.max(allowed, count);
    }

    private void send() throws InterruptedException {
        for (int i = 0; i < events.size(); i++) {
            while (i >= allowed || i >= progress.extracted() + MOST_AHEAD) {
                Thread.sleep(LOOK_AGAIN);
            }
            producer.send(record(events.get(i)), (_, e) -> {
                acknowledged.incrementAndGet();
                failure.compareAndSet(null, e);
            });
        }
    }

    private ProducerRecord<String, byte[]> record(Event event) {
        byte[] value = switch (event) {
            case Event.Put put -> put.json(Names.TASK).getBytes(StandardCharsets.UTF_8);
            case Event.Delete _ -> null;
            case Event.Garbage _ -> GARBAGE;
        };
        var record = new ProducerRecord<>(names.examples(), event.id(), value);
        if (value == null) {
            record.headers().add("task", Names.TASK.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    /** Waits until all is sent and acknowledged. */
    void finish() throws InterruptedException {
        allow(events.size());
        worker.join();
        producer.flush();
        if (failure.get() != null || acknowledged.get() != events.size()) {
            throw new IllegalStateException("the brokers took " + acknowledged + " of " + events.size() + " events", failure.get());
        }
    }

    @Override
    public void close() {
        worker.close();
        producer.close(Duration.ZERO);
    }
}
