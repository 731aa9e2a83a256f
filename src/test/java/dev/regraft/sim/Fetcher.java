package dev.regraft.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Reads the partitions of a consumer, each from where it stands on. */
final class Fetcher {

    static final String EARLIEST = "earliest";
    static final String LATEST = "latest";

    private static final int DEFAULT_MAX_RECORDS = 500;
    private static final Optional<Integer> LEADER_EPOCH = Optional.of(0);

    private final SimCluster cluster;
    private final Positions positions;
    private final Membership membership;
    private final boolean committedOnly;
    private final int maxRecords;
    private final String defaultReset;
    private int turn;

    Fetcher(SimCluster cluster, Positions positions, Membership membership, ClientConfig config) {
        this.cluster = cluster;
        this.positions = positions;
        this.membership = membership;
        this.committedOnly = config.committedOnly();
        this.maxRecords = config.number("max.poll.records", DEFAULT_MAX_RECORDS);
        this.defaultReset = config.text("auto.offset.reset", LATEST);
    }

    /** Where the consumer stands, as it would be committed. */
    Map<TopicPartition, OffsetAndMetadata> consumed() {
        Map<TopicPartition, OffsetAndMetadata> consumed = new LinkedHashMap<>();
        positions.all().forEach((partition, stand) -> {
            if (stand.offset != Positions.UNKNOWN) {
                consumed.put(partition, next(stand.offset));
            }
        });
        return consumed;
    }

    private static OffsetAndMetadata next(long offset) {
        return new OffsetAndMetadata(offset, LEADER_EPOCH, "");
    }

    /** Looks up the positions that are unknown: where a seek said, or where the group is. Who waits for one of the latter waits for all. */
    void locate() {
        List<TopicPartition> byGroup = new ArrayList<>();
        positions.all().forEach((name, stand) -> {
            SimPartition partition = cluster.partition(name);
            if (partition != null && stand.offset == Positions.UNKNOWN) {
                if (stand.reset != null) {
                    begin(stand, partition, stand.reset);
                } else {
                    byGroup.add(name);
                }
            }
        });
        GroupOffsets offsets = membership.hasGroup() ? membership.requireGroup().offsets() : new GroupOffsets();
        if (byGroup.stream().noneMatch(offsets::isUnstable)) {
            byGroup.forEach(name -> begin(positions.at(name), cluster.partition(name), offsets.committed(name)));
        }
    }

    private void begin(Positions.Stand stand, SimPartition partition, OffsetAndMetadata committed) {
        if (committed != null) {
            stand.seek(committed.offset());
        } else {
            begin(stand, partition, defaultReset);
        }
    }

    private void begin(Positions.Stand stand, SimPartition partition, String reset) {
        switch (reset) {
            case EARLIEST -> stand.seek(0);
            case LATEST -> stand.seek(partition.end(committedOnly));
            default -> throw new NoOffsetForPartitionException(partition.name());
        }
    }

    ConsumerRecords<byte[], byte[]> fetch() {
        locate();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> nextOffsets = new LinkedHashMap<>();
        if (!cluster.happens(cluster.faults().emptyPoll())) {
            int left = maxRecords;
            for (TopicPartition name : inTurn()) {
                Positions.Stand stand = positions.at(name);
                SimPartition partition = cluster.partition(name);
                if (stand.endAsked) {
                    stand.knownEnd = partition.end(committedOnly);
                }
                if (left > 0 && !stand.paused && !cluster.happens(cluster.faults().partialPoll())) {
                    left -= fetch(partition, stand, left, records, nextOffsets);
                }
            }
        }
        return records.isEmpty() && nextOffsets.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(records, nextOffsets);
    }

    /** The partitions that have a position; another one comes first each time. */
    private List<TopicPartition> inTurn() {
        List<TopicPartition> located = new ArrayList<>();
        positions.all().forEach((name, stand) -> {
            if (stand.offset != Positions.UNKNOWN && cluster.partition(name) != null) {
                located.add(name);
            }
        });
        if (located.size() > 1) {
            Collections.rotate(located, -(turn++ % located.size()));
        }
        return located;
    }

    private int fetch(SimPartition partition, Positions.Stand stand, int left,
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records, Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
        if (stand.offset > partition.end()) {
            if (!defaultReset.equals(EARLIEST) && !defaultReset.equals(LATEST)) {
                throw new OffsetOutOfRangeException(Map.of(partition.name(), stand.offset));
            }
            begin(stand, partition, defaultReset);
        }
        stand.knownEnd = partition.end(committedOnly);
        long bound = stand.knownEnd;
        if (bound - stand.offset > 1 && cluster.happens(cluster.faults().partialPoll())) {
            bound = cluster.random().nextLong(stand.offset + 1, bound);
        }
        SimPartition.Fetched fetched = partition.fetch(stand.offset, bound, left, committedOnly);
        if (fetched.nextOffset() > stand.offset) {
            stand.seek(fetched.nextOffset());
            nextOffsets.put(partition.name(), next(fetched.nextOffset()));
        }
        if (!fetched.records().isEmpty()) {
            records.put(partition.name(), fetched.records().stream().map(entry -> record(partition.name(), entry)).toList());
        }
        return fetched.records().size();
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition name, LogEntry entry) {
        RecordHeaders headers = new RecordHeaders(entry.headers().toArray(new Header[0]));
        return new ConsumerRecord<>(name.topic(), name.partition(), entry.offset(), entry.timestampMs(), TimestampType.CREATE_TIME,
                Positions.size(entry.key()), Positions.size(entry.value()), copy(entry.key()), copy(entry.value()), headers, LEADER_EPOCH);
    }

    private static byte[] copy(byte[] bytes) {
        return bytes == null ? null : bytes.clone();
    }
}
