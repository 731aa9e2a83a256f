package dev.regraft.stream;

import dev.regraft.head.Target;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the topic of features, as far as tests outside of this package look into it.
 *
 * @param label what is right of it, several labels with commas between; null if the example is deleted
 * @param source place in the topic of examples that it was made of; empty if of none
 */
public record LoggedFeature(String task, String id, String label, String source) {

    /** @throws IllegalArgumentException if it is none, or is damaged */
    public static LoggedFeature of(ConsumerRecord<byte[], byte[]> record) {
        FeatureKey key = FeatureKey.read(record.key());
        String label = record.value() == null ? null
                : FeatureRecord.read(record.value()).kept(null).map(kept -> label(kept.example().target())).orElse(null);
        return new LoggedFeature(key.task(), key.id(), label, source(record.headers().lastHeader(FeatureRecord.EXAMPLE_HEADER)));
    }

    private static String label(Target target) {
        return switch (target) {
            case Target.Label(String label) -> label;
            case Target.Labels(List<String> labels) -> String.join(",", labels);
            case Target.Value(double value) -> Double.toString(value);
        };
    }

    private static String source(Header header) {
        if (header == null) {
            return "";
        }
        ByteBuffer position = ByteBuffer.wrap(header.value());
        return position.getInt() + "@" + position.getLong();
    }
}
