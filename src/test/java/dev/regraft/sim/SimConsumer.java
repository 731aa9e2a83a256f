package dev.regraft.sim;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** A consumer: the methods of {@link org.apache.kafka.clients.consumer.Consumer} that are simulated. */
final class SimConsumer {

    private static final ConsumerRebalanceListener SILENT = new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Nobody listens.
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Nobody listens.
        }
    };

    private final SimProcess process;
    private final SimCluster cluster;
    private final boolean committedOnly;
    private final Positions positions = new Positions();
    private final Membership membership;
    private final OffsetCommits commits;
    private final Fetcher fetcher;
    private boolean woken;
    private boolean closed;

    SimConsumer(SimProcess process, SimCluster cluster, ClientConfig config) {
        this.process = process;
        this.cluster = cluster;
        this.committedOnly = config.committedOnly();
        this.membership = new Membership(cluster, positions, config);
        this.commits = new OffsetCommits(process, cluster, membership);
        this.fetcher = new Fetcher(cluster, positions, membership, config);
        if (membership.hasGroup() && !config.text("enable.auto.commit", "true").equals("false")) {
            throw new IllegalArgumentException("enable.auto.commit must be false: automatic commits are not simulated");
        }
    }

    void subscribe(Collection<String> topics) {
        subscribe(topics, SILENT);
    }

    void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        requireOpen();
        membership.subscribe(topics, listener);
    }

    Set<String> subscription() {
        return membership.topics();
    }

    void assign(Collection<TopicPartition> partitions) {
        requireOpen();
        if (membership.isSubscribed()) {
            throw new IllegalStateException("Subscription to topics, partitions and pattern are mutually exclusive");
        }
        Set<TopicPartition> gone = positions.assigned();
        gone.removeAll(Set.copyOf(partitions));
        positions.drop(gone);
        Set<TopicPartition> sorted = new TreeSet<>(Positions.ORDER);
        sorted.addAll(partitions);
        positions.add(sorted);
    }

    Set<TopicPartition> assignment() {
        return positions.assigned();
    }

    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        requireOpen();
        wakeIfAsked();
        if (!membership.isSubscribed() && positions.all().isEmpty()) {
            throw new IllegalStateException("Consumer is not subscribed to any topics or assigned any partitions");
        }
        if (!process.isReachable()) {
            return ConsumerRecords.empty();
        }
        commits.send();
        commits.answer();
        if (membership.isSubscribed()) {
            membership.coordinate();
        }
        return fetcher.fetch();
    }

    void commitSync() {
        commitSync(fetcher.consumed());
    }

    void commitSync(Duration timeout) {
        commitSync();
    }

    void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        commitSync(offsets);
    }

    void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        requireOpen();
        wakeIfAsked();
        commits.commit(offsets);
    }

    void commitAsync() {
        commitAsync(null);
    }

    void commitAsync(OffsetCommitCallback callback) {
        commitAsync(fetcher.consumed(), callback);
    }

    void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        requireOpen();
        commits.commitLater(offsets, callback);
    }

    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        askCluster("committed");
        GroupOffsets offsets = membership.requireGroup().offsets();
        if (partitions.stream().anyMatch(offsets::isUnstable)) {
            throw SimCluster.timeout("committed, while a transaction holds an offset");
        }
        Map<TopicPartition, OffsetAndMetadata> committed = new LinkedHashMap<>();
        partitions.forEach(partition -> committed.put(partition, offsets.committed(partition)));
        return committed;
    }

    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return committed(partitions);
    }

    void seek(TopicPartition partition, long offset) {
        requireOpen();
        if (offset < 0) {
            throw new IllegalArgumentException("seek offset must not be a negative number");
        }
        positions.at(partition).seek(offset);
    }

    void seek(TopicPartition partition, OffsetAndMetadata offset) {
        seek(partition, offset.offset());
    }

    void seekToBeginning(Collection<TopicPartition> partitions) {
        reset(partitions, Fetcher.EARLIEST);
    }

    void seekToEnd(Collection<TopicPartition> partitions) {
        reset(partitions, Fetcher.LATEST);
    }

    private void reset(Collection<TopicPartition> partitions, String to) {
        requireOpen();
        Collection<TopicPartition> meant = partitions.isEmpty() ? positions.assigned() : partitions;
        meant.forEach(partition -> positions.at(partition).reset(to));
    }

    long position(TopicPartition partition) {
        requireOpen();
        Positions.Stand stand = positions.find(partition);
        if (stand == null) {
            throw new IllegalStateException("You can only check the position for partitions assigned to this consumer.");
        }
        if (stand.offset == Positions.UNKNOWN) {
            askCluster("position");
            fetcher.locate();
            if (stand.offset == Positions.UNKNOWN) {
                throw SimCluster.timeout("position of " + partition);
            }
        }
        return stand.offset;
    }

    long position(TopicPartition partition, Duration timeout) {
        return position(partition);
    }

    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return offsets(partitions, log -> log.end(committedOnly));
    }

    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return endOffsets(partitions);
    }

    /** Nothing is ever deleted but by compaction, which leaves the beginning where it is. */
    Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return offsets(partitions, _ -> 0);
    }

    Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return beginningOffsets(partitions);
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, ToLongFunction<SimPartition> offset) {
        askCluster("offsets");
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        for (TopicPartition name : partitions) {
            SimPartition partition = cluster.partition(name);
            if (partition == null) {
                throw SimCluster.timeout("offsets of " + name);
            }
            offsets.put(name, offset.applyAsLong(partition));
        }
        return offsets;
    }

    OptionalLong currentLag(TopicPartition partition) {
        requireOpen();
        Positions.Stand stand = positions.at(partition);
        if (stand.knownEnd == Positions.UNKNOWN || stand.offset == Positions.UNKNOWN) {
            stand.endAsked = true;
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(0, stand.knownEnd - stand.offset));
    }

    void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> positions.at(partition).paused = true);
    }

    void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> positions.at(partition).paused = false);
    }

    Set<TopicPartition> paused() {
        return positions.paused();
    }

    /** The group shares its partitions out once more. */
    void enforceRebalance(String reason) {
        requireOpen();
        membership.requireGroup().rebalance();
    }

    ConsumerGroupMetadata groupMetadata() {
        requireOpen();
        return membership.metadata();
    }

    List<PartitionInfo> partitionsFor(String topic) {
        askCluster("partitionsFor");
        return Positions.infos(cluster.partitionsOf(topic));
    }

    List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return partitionsFor(topic);
    }

    Map<MetricName, Metric> metrics() {
        return Map.of();
    }

    void wakeup() {
        woken = true;
    }

    void close() {
        close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.DEFAULT));
    }

    void close(Duration timeout) {
        close();
    }

    void close(CloseOptions options) {
        if (closed) {
            return;
        }
        boolean leaves = switch (options.groupMembershipOperation()) {
            case LEAVE_GROUP -> true;
            case REMAIN_IN_GROUP -> false;
            case DEFAULT -> !membership.isStatic();
        };
        try {
            commits.send();
            commits.answer();
            membership.close(leaves, process.isReachable());
        } finally {
            closed = true;
        }
    }

    private void askCluster(String deed) {
        requireOpen();
        wakeIfAsked();
        if (!process.isReachable()) {
            throw SimCluster.timeout(deed);
        }
    }

    private void wakeIfAsked() {
        if (woken) {
            woken = false;
            throw new WakeupException();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This consumer has already been closed.");
        }
    }
}
