package dev.regraft.chaos;

import dev.regraft.stream.LoggedFeature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads in the end what committed records the topics hold, and compares them with the plan. */
final class LogAudit {

    private final String bootstrapServers;
    private final Names names;
    private final Violations violations;

    LogAudit(String bootstrapServers, Names names, Violations violations) {
        this.bootstrapServers = bootstrapServers;
        this.names = names;
        this.violations = violations;
    }

    /** Holds the topics against the plan. */
    void run(Plan plan) {
        requireFeatures(plan.survivors());
        requireHeads();
        requireDeadLetters(plan.garbage());
    }

    private void requireFeatures(SortedMap<String, Event.Put> survivors) {
        FeatureFold fold = new FeatureFold(violations);
        read(names.features(), record -> fold.add(LoggedFeature.of(record)));
        fold.require(survivors);
    }

    /** No version was written twice with two contents. */
    private void requireHeads() {
        Map<String, ConsumerRecord<byte[], byte[]>> heads = new HashMap<>();
        read(names.heads(), record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (key.contains("/") && !key.endsWith("/report") && record.value() != null) {
                var before = heads.put(key, record);
                if (before != null && !Arrays.equals(before.value(), record.value())) {
                    violations.add("two heads of one version are in the log", key + ": " + place(before) + " and " + place(record));
                }
            }
        });
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return "offset " + record.offset() + " of " + Instant.ofEpochMilli(record.timestamp());
    }

    private void requireDeadLetters(List<String> garbage) {
        List<String> buried = new ArrayList<>();
        read(names.deadLetters(), record -> buried.add(new String(record.key(), StandardCharsets.UTF_8)));
        List<String> sorted = buried.stream().sorted().toList();
        violations.require(sorted.equals(garbage), "the dead letters are not what could not be read", sorted + ", expected " + garbage);
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed",
                "max.poll.records", 5_000);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(reader);
            }
        }
    }
}
