package dev.regraft.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A simulated cluster with a plain topic of one partition, a compacted one, and one of four partitions, and clients in words. */
final class Scene {

    static final TopicPartition LOG = new TopicPartition("log", 0);
    static final TopicPartition TABLE = new TopicPartition("table", 0);
    static final String WIDE = "wide";
    static final int WIDE_PARTITIONS = 4;
    static final Duration POLL = Duration.ofMillis(100);

    final SimClock clock = new SimClock(Instant.parse("2026-11-23T12:00:00Z"));
    final SimCluster cluster;

    Scene(long seed) {
        cluster = new SimCluster(new SplittableRandom(seed), clock);
        cluster.createTopic(LOG.topic(), 1, false);
        cluster.createTopic(TABLE.topic(), 1, true);
        cluster.createTopic(WIDE, WIDE_PARTITIONS, false);
    }

    Producer<byte[], byte[]> producer(String process) {
        return cluster.process(process).producer(Map.of());
    }

    /** An initialized producer of transactions. */
    Producer<byte[], byte[]> transactional(String process, String id) {
        Producer<byte[], byte[]> producer = cluster.process(process).producer(Map.of("transactional.id", id));
        producer.initTransactions();
        return producer;
    }

    /** A reader of committed records, from the beginning. */
    Consumer<byte[], byte[]> reader(String process, TopicPartition partition) {
        Consumer<byte[], byte[]> reader = cluster.process(process).consumer(Map.of("isolation.level", "read_committed"));
        reader.assign(List.of(partition));
        reader.seekToBeginning(List.of(partition));
        return reader;
    }

    /** A member that is not subscribed yet; a static one if the instance is not null. */
    Consumer<byte[], byte[]> member(String process, String group, String instance) {
        Map<String, Object> config = new HashMap<>(Map.of("group.id", group, "enable.auto.commit", false, "isolation.level",
                "read_committed", "auto.offset.reset", "earliest"));
        if (instance != null) {
            config.put("group.instance.id", instance);
        }
        return cluster.process(process).consumer(config);
    }

    static ProducerRecord<byte[], byte[]> record(TopicPartition to, String key, String value) {
        return new ProducerRecord<>(to.topic(), to.partition(), bytes(key), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** What one poll returns, as {@code key=value}. */
    static List<String> poll(Consumer<byte[], byte[]> consumer) {
        List<String> records = new ArrayList<>();
        consumer.poll(POLL).forEach(record -> records.add(text(record)));
        return records;
    }

    static String text(ConsumerRecord<byte[], byte[]> record) {
        return text(record.key()) + "=" + text(record.value());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The committed records of a partition, as {@code key=value}. */
    List<String> committed(TopicPartition partition) {
        return cluster.committed(partition.topic(), partition.partition()).stream()
                .map(entry -> text(entry.key()) + "=" + text(entry.value()))
                .toList();
    }
}
