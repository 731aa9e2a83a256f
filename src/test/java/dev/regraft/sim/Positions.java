package dev.regraft.sim;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The partitions that a consumer is assigned, and where it stands in each. */
final class Positions {

    static final Comparator<TopicPartition> ORDER = Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    static final long UNKNOWN = -1;

    private static final Node NODE = new Node(1, "simulated", 9092);

    /** Where a consumer stands in one partition. */
    static final class Stand {
        /** The next offset that is delivered, {@link #UNKNOWN} before it is looked up. */
        long offset = UNKNOWN;
        /** Where to begin, {@code earliest} or {@code latest}, if a seek said so; null if the committed offset decides. */
        String reset;
        /** The end as the last fetch saw it. */
        long knownEnd = UNKNOWN;
        boolean endAsked;
        boolean paused;

        void seek(long to) {
            offset = to;
            reset = null;
        }

        void reset(String to) {
            offset = UNKNOWN;
            reset = to;
        }
    }

    private final Map<TopicPartition, Stand> stands = new LinkedHashMap<>();

    /** @throws IllegalStateException if the partition is not assigned */
    Stand at(TopicPartition partition) {
        Stand stand = stands.get(partition);
        if (stand == null) {
            throw new IllegalStateException("No current assignment for partition " + partition);
        }
        return stand;
    }

    /** Null if the partition is not assigned. */
    Stand find(TopicPartition partition) {
        return stands.get(partition);
    }

    Map<TopicPartition, Stand> all() {
        return stands;
    }

    /** A copy. */
    Set<TopicPartition> assigned() {
        return new LinkedHashSet<>(stands.keySet());
    }

    void add(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> stands.putIfAbsent(partition, new Stand()));
    }

    void drop(Collection<TopicPartition> partitions) {
        partitions.forEach(stands::remove);
    }

    Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new LinkedHashSet<>();
        stands.forEach((partition, stand) -> {
            if (stand.paused) {
                paused.add(partition);
            }
        });
        return paused;
    }

    static List<PartitionInfo> infos(List<TopicPartition> partitions) {
        Node[] replicas = {NODE};
        return partitions.stream().map(name -> new PartitionInfo(name.topic(), name.partition(), NODE, replicas, replicas)).toList();
    }

    /** The length of a key or a value, -1 of none. */
    static int size(byte[] bytes) {
        return bytes == null ? -1 : bytes.length;
    }
}
