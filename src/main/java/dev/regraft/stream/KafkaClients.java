package dev.regraft.stream;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients of the cluster that {@code kafka.*} names. Keys and values are bytes.
 *
 * <p>Members of groups are static, so that one which is killed and comes back within the session time-out finds its partitions where it
 * left them, and cooperative, so that a rebalance stops only what moves. {@code kafka.group.protocol=consumer} has the broker assign
 * instead (KIP-848).
 */
@Singleton
public class KafkaClients {

    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final int MAX_REQUEST_BYTES = 64 << 20;
    private static final int MAX_BLOCK_MS = 10_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    /** After so long a member that says nothing loses its partitions to the others. */
    private static final int SESSION_TIMEOUT_MS = 15_000;
    private static final int HEARTBEAT_MS = 3_000;
    /** A transaction takes milliseconds; readers wait so long for one whose process died in it. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;
    /** Most bytes that a consumer holds of the log, but for a single larger record. */
    private static final int FETCH_BYTES = 16 << 20;
    private static final int SIP_BYTES = 256 << 10;

    private final Map<String, Object> common;
    private final String instance;

    public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> common, StreamConfig config) {
        this.common = Map.copyOf(common);
        this.instance = config.instance();
    }

    Admin admin() {
        return Admin.create(new HashMap<>(common));
    }

    /** A producer whose records are acknowledged by all replicas in sync and sent at once. */
    Producer<byte[], byte[]> producer() {
        return open(producerConfig(), new ByteArraySerializer());
    }

    /** A producer of transactions; one of the same name fences the earlier one, wherever that runs. */
    Producer<byte[], byte[]> transactionalProducer(String name) {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        return open(config, new ByteArraySerializer());
    }

    /** A producer of transactions that fences an earlier one of this process only. */
    Producer<byte[], byte[]> ownTransactionalProducer(String name) {
        return transactionalProducer(name + "-" + instance);
    }

    Producer<byte[], byte[]> open(Map<String, Object> config, ByteArraySerializer bytes) {
        return new KafkaProducer<>(config, bytes, bytes);
    }

    private Map<String, Object> producerConfig() {
        Map<String, Object> config = new HashMap<>(common);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_REQUEST_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        return config;
    }

    /** A consumer without a group, to be assigned its partitions; it sees committed records only. */
    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(common);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return consumer(config);
    }

    /** The same for who looks at single records here and there: it fetches little at a time. */
    Consumer<byte[], byte[]> sippingConsumer() {
        Map<String, Object> config = new HashMap<>(common);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, SIP_BYTES);
        return consumer(config);
    }

    /**
     * A static member of a group; it sees committed records only, and begins at the beginning.
     *
     * @param maxRecords at most so many at a time
     */
    Consumer<byte[], byte[]> consumer(String group, int maxRecords) {
        Map<String, Object> config = new HashMap<>(common);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        if (!"consumer".equals(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
            config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
            config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return consumer(config);
    }

    /**
     * Closes a member of a group so that the others take over at once; a process that dies does not say goodbye. Also after a failure: a
     * static member that comes back in the midst of a rebalance would not finish it.
     */
    static void leave(Consumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MAX_BLOCK_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        return open(config, new ByteArrayDeserializer());
    }

    Consumer<byte[], byte[]> open(Map<String, Object> config, ByteArrayDeserializer bytes) {
        return new KafkaConsumer<>(config, bytes, bytes);
    }
}
