package dev.regraft.sim;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A Kafka cluster in memory, see the package. It belongs to one thread, the scheduler's, which also makes all client calls.
 *
 * <p>At first all goes well ({@link Faults#none()}).
 */
public final class SimCluster {

    private static final Duration DELETE_RETENTION = Duration.ofHours(24);

    private final RandomGenerator random;
    private final SimClock clock;
    private final Map<String, SimTopic> topics = new LinkedHashMap<>();
    private final Map<TopicPartition, SimPartition> partitions = new HashMap<>();
    private final Map<String, SimGroup> groups = new LinkedHashMap<>();
    private final Map<String, SimProcess> processes = new LinkedHashMap<>();
    private final Transactions transactions = new Transactions(this);
    private final Map<String, Duration> minCompactionLags = new HashMap<>();
    private Faults faults = Faults.none();
    private Duration deleteRetention = DELETE_RETENTION;
    private boolean down;
    private long expiredMs = Long.MIN_VALUE;

    /** @param random decides all that Kafka leaves open; it may be the scheduler's own */
    public SimCluster(RandomGenerator random, SimClock clock) {
        this.random = random;
        this.clock = clock;
    }

    /** The process of that name: the living one, or a new one. */
    public SimProcess process(String name) {
        SimProcess present = processes.get(name);
        if (present == null || !present.isAlive()) {
            present = new SimProcess(name, this, clock);
            processes.put(name, present);
        }
        return present;
    }

    public void faults(Faults newFaults) {
        faults = newFaults;
    }

    /** How long a tombstone outlives compaction, 24 h at first. */
    public void deleteRetention(Duration newRetention) {
        deleteRetention = newRetention;
    }

    /** How old a record of a topic must be to be compacted, 0 at first. */
    public void minCompactionLag(String topic, Duration lag) {
        minCompactionLags.put(topic, lag);
    }

    /** Takes the cluster away, or brings it back; sessions begin anew then. */
    public void down(boolean isDown) {
        if (down && !isDown) {
            groups.values().forEach(group -> group.renewSessions(nowMs()));
        }
        down = isDown;
    }

    /** Does what the cluster does by itself: markers, time-outs. Every client call does so too. */
    public void step() {
        if (down) {
            return;
        }
        transactions.step();
        if (expiredMs != nowMs()) {
            expiredMs = nowMs();
            groups.values().forEach(group -> group.expire(nowMs()));
        }
    }

    /** Writes all markers of decided transactions. */
    public void completeTransactions() {
        transactions.complete();
    }

    /** Has a group share its partitions out once more. */
    public void rebalance(String group) {
        group(group).rebalance();
    }

    /** @return the id of the topic */
    public Uuid createTopic(String name, int partitionCount, boolean compacted) {
        if (topics.containsKey(name)) {
            throw new IllegalArgumentException("topic must be new: " + name);
        }
        List<SimPartition> created = IntStream.range(0, partitionCount)
                .mapToObj(i -> new SimPartition(new TopicPartition(name, i)))
                .toList();
        Uuid id = new Uuid(random.nextLong(), random.nextLong());
        topics.put(name, new SimTopic(name, id, compacted, created));
        created.forEach(partition -> partitions.put(partition.name(), partition));
        rebalanceReaders(name);
        return id;
    }

    /** Deletes a topic with its records and the groups' offsets of it. */
    public void deleteTopic(String name) {
        topic(name).partitions().forEach(partition -> partitions.remove(partition.name()));
        topics.remove(name);
        groups.values().forEach(group -> group.offsets().forget(name));
        rebalanceReaders(name);
    }

    private void rebalanceReaders(String topic) {
        groups.values().stream().filter(group -> group.reads(topic)).forEach(SimGroup::rebalance);
    }

    public Uuid topicId(String name) {
        return topic(name).id();
    }

    /** @throws IllegalArgumentException if the topic is not a compacted one */
    public void compact(String topic, int partition) {
        if (!topic(topic).compacted()) {
            throw new IllegalArgumentException("topic must be a compacted one: " + topic);
        }
        new Compaction(random).clean(existing(topic, partition), nowMs(), deleteRetention, minCompactionLags.getOrDefault(topic, Duration.ZERO));
    }

    /** What a new reader of committed records sees from the beginning on, now. */
    public List<LogEntry> committed(String topic, int partition) {
        SimPartition log = existing(topic, partition);
        return log.fetch(0, log.stableEnd(), Integer.MAX_VALUE, true).records();
    }

    /** All records that were ever committed, also those that compaction took, and those behind an open transaction. */
    public List<LogEntry> everCommitted(String topic, int partition) {
        return existing(topic, partition).history().stream().filter(LogEntry::isCommittedRecord).toList();
    }

    /** The log as it lies there: undecided and aborted records, and markers too. */
    public List<LogEntry> entries(String topic, int partition) {
        return List.copyOf(existing(topic, partition).entries());
    }

    /** Where the next record would go. */
    public long endOffset(String topic, int partition) {
        return existing(topic, partition).end();
    }

    /** The first offset of an open transaction, or the end. */
    public long stableOffset(String topic, int partition) {
        return existing(topic, partition).stableEnd();
    }

    /** What a group has committed of a partition, -1 if nothing. */
    public long committedOffset(String group, String topic, int partition) {
        OffsetAndMetadata offset = group(group).offsets().committed(new TopicPartition(topic, partition));
        return offset == null ? -1 : offset.offset();
    }

    /** The members of a group, by id in the order in which they came, and the partitions that each may be working on. */
    public Map<String, Set<TopicPartition>> members(String group) {
        return group(group).held();
    }

    private SimTopic topic(String name) {
        SimTopic topic = topics.get(name);
        if (topic == null) {
            throw new IllegalArgumentException("topic does not exist: " + name);
        }
        return topic;
    }

    private SimPartition existing(String topic, int partition) {
        return topic(topic).partitions().get(partition);
    }

    /** Null if it does not exist. */
    SimPartition partition(TopicPartition name) {
        return partitions.get(name);
    }

    boolean isCompacted(String topic) {
        return topic(topic).compacted();
    }

    /** Empty if the topic does not exist. */
    List<TopicPartition> partitionsOf(String topic) {
        SimTopic present = topics.get(topic);
        return present == null ? List.of() : present.partitions().stream().map(SimPartition::name).toList();
    }

    SimGroup group(String name) {
        return groups.computeIfAbsent(name, id -> new SimGroup(this, id));
    }

    Transactions transactions() {
        return transactions;
    }

    Faults faults() {
        return faults;
    }

    RandomGenerator random() {
        return random;
    }

    /** Whether something happens that has that chance; what has none takes nothing from the seed. */
    boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    long nowMs() {
        return clock.millis();
    }

    boolean isDown() {
        return down;
    }

    static TimeoutException timeout(String deed) {
        return new TimeoutException("the cluster did not answer in time: " + deed);
    }
}
