package dev.regraft.stream;

import dev.regraft.backbone.InputReader;
import dev.regraft.head.Kind;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.Limits;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.Tasks;
import dev.regraft.quality.Gate;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Records of the topic of examples, and a decoder that knows the tasks {@code support} and {@code urgency}, {@code tone} of several
 * labels and {@code price}, a number.
 */
final class ExampleRecords {

    static final Instant CREATED = Instant.parse("2026-11-23T12:00:00.123Z");
    static final TaskDefinition SUPPORT = definition("support", Kind.SINGLE_LABEL);
    static final String JSON = "{'task':'support','text':'my money','label':'refund'}";
    static final SortedMap<String, String> TEXT_HEADERS = Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.of("content-type", "text/plain", "task", "support", "label", "refund")));

    private ExampleRecords() {
    }

    static ExampleDecoder decoder() {
        Tasks tasks = new Tasks();
        tasks.define(SUPPORT);
        tasks.define(definition("urgency", Kind.SINGLE_LABEL));
        tasks.define(definition("tone", Kind.MULTI_LABEL));
        tasks.define(definition("price", Kind.REGRESSION));
        Limits limits = new SmallRyeConfigBuilder().withMapping(Limits.class).build().getConfigMapping(Limits.class);
        return new ExampleDecoder(tasks, new InputReader(100_000), new ExampleReader(limits));
    }

    private static TaskDefinition definition(String task, Kind kind) {
        return new TaskDefinition(task, CREATED, kind, "toy", List.of(), "auto", null, null, true, null, Gate.DEFAULT, List.of());
    }

    /** The record at offset 41 of partition 2 of the topic {@code examples}. */
    static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, Map<String, String> headers) {
        Headers recordHeaders = new RecordHeaders();
        headers.forEach((name, text) -> recordHeaders.add(name, utf8(text)));
        return new ConsumerRecord<>("examples", 2, 41, 0, TimestampType.CREATE_TIME, 0, 0, key, value, recordHeaders, Optional.empty());
    }

    /** The text in UTF-8, its single quotes as double ones; null stays null. */
    static byte[] utf8(String text) {
        return text == null ? null : text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
