package dev.regraft.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group has read: committed, or held by a transaction that is not decided yet. */
final class GroupOffsets {

    private final Map<TopicPartition, OffsetAndMetadata> committed = new LinkedHashMap<>();
    private final Map<Long, Map<TopicPartition, OffsetAndMetadata>> undecided = new LinkedHashMap<>();

    /** Null if there is none. */
    OffsetAndMetadata committed(TopicPartition partition) {
        return committed.get(partition);
    }

    /** Whether an undecided transaction holds an offset of the partition: who asks for it has to wait. */
    boolean isUnstable(TopicPartition partition) {
        return undecided.values().stream().anyMatch(offsets -> offsets.containsKey(partition));
    }

    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        committed.putAll(offsets);
    }

    void hold(long producerId, Map<TopicPartition, OffsetAndMetadata> offsets) {
        undecided.computeIfAbsent(producerId, _ -> new LinkedHashMap<>()).putAll(offsets);
    }

    void decide(long producerId, boolean commit) {
        Map<TopicPartition, OffsetAndMetadata> offsets = undecided.remove(producerId);
        if (offsets != null && commit) {
            committed.putAll(offsets);
        }
    }

    void forget(String topic) {
        committed.keySet().removeIf(partition -> partition.topic().equals(topic));
        undecided.values().forEach(offsets -> offsets.keySet().removeIf(partition -> partition.topic().equals(topic)));
    }
}
