package dev.regraft.stream;

import dev.regraft.feature.RefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;

/** Records that were refused, as they came, with headers that say why and whence. */
@Singleton
public final class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Topics topics;
    private final MeterRegistry meters;

    public DeadLetters(Topics topics, MeterRegistry meters) {
        this.topics = topics;
        this.meters = meters;
    }

    /** The dead letter of a record; it is counted and logged here, and sent by the caller. */
    ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record, RefusedException refusal) {
        var letter = new ProducerRecord<>(topics.deadLetters(), null, record.key(), record.value(), record.headers());
        Headers headers = letter.headers();
        put(headers, "error-code", refusal.code());
        put(headers, "error-detail", refusal.detail());
        put(headers, "source-topic", record.topic());
        put(headers, "source-partition", Integer.toString(record.partition()));
        put(headers, "source-offset", Long.toString(record.offset()));
        meters.counter("regraft.dead.letters", "topic", record.topic(), "code", refusal.code()).increment();
        LOG.debugf("Refused record %s-%d@%d: %s", record.topic(), record.partition(), record.offset(), refusal.detail());
        return letter;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
