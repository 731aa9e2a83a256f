package dev.regraft.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The header of a record that says which incarnation of its task it is meant for: when that was created, in ms since 1970, in decimal
 * digits. Other tasks of the same name, before and after, leave the record aside; one without the header is for whatever task has the
 * name.
 */
final class Incarnation {

    static final String HEADER = "task-created-at";

    private Incarnation() {
    }

    /** The record, with the header. */
    static ProducerRecord<byte[], byte[]> mark(ProducerRecord<byte[], byte[]> record, Instant createdAt) {
        record.headers().add(HEADER, Long.toString(createdAt.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /**
     * The incarnation that the headers name.
     *
     * @throws IllegalArgumentException if the header is no number
     */
    static Optional<Instant> of(Headers headers) {
        return Optional.ofNullable(RecordText.header(headers, HEADER)).map(ms -> Instant.ofEpochMilli(Long.parseLong(ms)));
    }
}
