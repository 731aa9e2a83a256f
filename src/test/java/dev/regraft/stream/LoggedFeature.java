package dev.regraft.stream;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the topic of features, as far as tests outside of this package look into it.
 *
 * @param label null if the example is deleted
 * @param source place in the topic of examples that it was made of; empty if of none
 */
public record LoggedFeature(String task, String id, String label, String source) {

    /** @throws IllegalArgumentException if it is none, or is damaged */
    public static LoggedFeature of(ConsumerRecord<byte[], byte[]> record) {
        FeatureKey key = FeatureKey.read(record.key());
        String label = record.value() != null && FeatureRecord.read(record.value()) instanceof FeatureRecord.Vector(var example)
                ? example.target().labels().getFirst() : null;
        return new LoggedFeature(key.task(), key.id(), label, source(record.headers().lastHeader(FeatureRecord.EXAMPLE_HEADER)));
    }

    private static String source(Header header) {
        if (header == null) {
            return "";
        }
        ByteBuffer position = ByteBuffer.wrap(header.value());
        return position.getInt() + "@" + position.getLong();
    }
}
