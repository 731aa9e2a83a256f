package dev.regraft.stream;

import dev.regraft.graft.Position;
import dev.regraft.graft.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the topic of features, read.
 *
 * @param value null for a deletion
 * @param incarnation of the task that it is meant for, if it says so
 */
record FeatureEntry(FeatureKey key, FeatureRecord value, Optional<Instant> incarnation, Source source) {

    /**
     * Reads a record.
     *
     * @throws dev.regraft.feature.NewerFormatException if it comes from a later version of the service
     * @throws RuntimeException if it is none of ours, or is damaged
     */
    static FeatureEntry read(ConsumerRecord<byte[], byte[]> record) {
        FeatureKey key = FeatureKey.read(record.key());
        if (record.value() == null) {
            return new FeatureEntry(key, null, Incarnation.of(record.headers()), source(record));
        }
        FeatureRecord value = FeatureRecord.read(record.value());
        return new FeatureEntry(key, value, Optional.of(value.incarnation()), source(record));
    }

    private static Source source(ConsumerRecord<byte[], byte[]> record) {
        Position position = new Position(record.partition(), record.offset());
        Header header = record.headers().lastHeader(FeatureRecord.EXAMPLE_HEADER);
        if (header == null) {
            return new Source(position, null, null);
        }
        ByteBuffer example = ByteBuffer.wrap(header.value());
        Position made = new Position(example.getInt(), example.getLong());
        long appendedAtMs = example.getLong();
        return new Source(position, made, appendedAtMs == 0 ? null : Instant.ofEpochMilli(appendedAtMs));
    }
}
