package dev.regraft.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithService
class KafkaIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final PackagedService service;

    KafkaIT(PackagedService service) {
        this.service = service;
    }

    @Test
    void learnsFromRecordsAndForgetsByNullValues() throws Exception {
        String task = Tasks.create();
        send("regraft.examples", "k1", json(task, "where is my parcel", "delivery"), Map.of());
        send("regraft.examples", "k2", json(task, "I want my money back", "refund"), Map.of());
        send("regraft.examples", "k3", "the courier never came".getBytes(StandardCharsets.UTF_8),
                Map.of("task", task, "label", "delivery", "content-type", "text/plain"));
        await(() -> Tasks.get(task).getInt("examples") == 3);
        assertEquals("delivery", Tasks.label(task, "where is my parcel now"));

        send("regraft.examples", "k1", null, Map.of("task", task));
        send("regraft.examples", "k3", null, Map.of());
        await(() -> Tasks.get(task).getInt("examples") == 1);
        assertEquals("refund", Tasks.get(task).getString("labels[0].label"));
    }

    @Test
    void learnsTheSameRecordOnce() throws Exception {
        String task = Tasks.create();
        for (int i = 0; i < 3; i++) {
            send("regraft.examples", "same", json(task, "where is my parcel", "delivery"), Map.of());
        }
        send("regraft.examples", "other", json(task, "I want my money back", "refund"), Map.of());
        await(() -> Tasks.get(task).getInt("examples") >= 2);
        assertEquals(2, Tasks.learn(task, "other", "I want my money back", "refund").getInt("live.examples"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "garbage | invalid-json",
            "{\"task\":\"no-such-task\",\"text\":\"t\",\"label\":\"x\"} | unknown-task",
            "{\"text\":\"t\",\"label\":\"x\"} | unknown-task",
            "{\"task\":\"TASK\",\"text\":\"t\"} | missing-label",
            "{\"task\":\"TASK\",\"text\":\"t\",\"image\":\"aGk=\",\"label\":\"x\"} | invalid-input",
            "{\"task\":\"TASK\",\"text\":\"\",\"label\":\"x\"} | invalid-input"})
    void putsARefusedRecordIntoTheDeadLettersAndGoesOn(String value, String code) throws Exception {
        String task = Tasks.create();
        String key = "bad-" + UUID.randomUUID();
        byte[] bytes = value.replace("TASK", task).getBytes(StandardCharsets.UTF_8);
        RecordMetadata sent = send("regraft.examples", key, bytes, Map.of("mine", "kept"));

        ConsumerRecord<byte[], byte[]> letter = find("regraft.dead-letters", record -> key.equals(text(record.key())));
        assertArrayEquals(bytes, letter.value());
        assertEquals(code, header(letter, "error-code"));
        assertTrue(header(letter, "error-detail").length() > 5);
        assertEquals("regraft.examples", header(letter, "source-topic"));
        assertEquals(Integer.toString(sent.partition()), header(letter, "source-partition"));
        assertEquals(Long.toString(sent.offset()), header(letter, "source-offset"));
        assertEquals("kept", header(letter, "mine"));

        assertEquals(1, Tasks.learn(task, "after", "after", "x").getInt("accepted"));
        assertEquals(1, Tasks.get(task).getInt("examples"));
    }

    @Test
    void buriesWhatCannotBeDecoded() throws Exception {
        byte[] garbage = {(byte) 0xFF, 0, (byte) 0xC3, (byte) 0x28, 7};
        String key = "garbage-" + UUID.randomUUID();
        send("regraft.examples", key, garbage, Map.of());
        assertArrayEquals(garbage, find("regraft.dead-letters", record -> key.equals(text(record.key()))).value());
        String typed = "typed-" + UUID.randomUUID();
        send("regraft.examples", typed, "<xml/>".getBytes(StandardCharsets.UTF_8), Map.of("content-type", "application/xml"));
        assertEquals("unsupported-content-type",
                header(find("regraft.dead-letters", record -> typed.equals(text(record.key()))), "error-code"));
    }

    @Test
    void scoresRequestsKeepingKeyAndCorrelation() throws Exception {
        String task = Tasks.trained();
        String key = "request-" + UUID.randomUUID();
        send("regraft.requests", key, ("{\"task\":\"" + task + "\",\"text\":\"has my parcel been lost?\"}").getBytes(StandardCharsets.UTF_8),
                Map.of("correlationId", "c-42", "ce_id", "event-7"));
        ConsumerRecord<byte[], byte[]> prediction = find("regraft.predictions", record -> key.equals(text(record.key())));
        assertEquals("c-42", header(prediction, "correlationId"));
        assertEquals("event-7", header(prediction, "ce_id"));
        JsonNode answer = new ObjectMapper().readTree(prediction.value());
        assertEquals(task, answer.path("task").asText());
        assertEquals("delivery", answer.path("predictions").path(0).path("label").asText());
        assertEquals(Tasks.get(task).getString("live.sha256"), answer.path("head").path("sha256").asText());
    }

    @Test
    void buriesABadRequestAndAnswersTheNext() throws Exception {
        String task = Tasks.trained();
        String empty = Tasks.create();
        String bad = "bad-" + UUID.randomUUID();
        String headless = "headless-" + UUID.randomUUID();
        String good = "good-" + UUID.randomUUID();
        send("regraft.requests", bad, "garbage".getBytes(StandardCharsets.UTF_8), Map.of());
        send("regraft.requests", headless, ("{\"task\":\"" + empty + "\",\"text\":\"x\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        send("regraft.requests", good, ("{\"task\":\"" + task + "\",\"text\":\"x\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        assertEquals("invalid-json", header(find("regraft.dead-letters", r -> bad.equals(text(r.key()))), "error-code"));
        assertEquals("no-live-head", header(find("regraft.dead-letters", r -> headless.equals(text(r.key()))), "error-code"));
        find("regraft.predictions", record -> good.equals(text(record.key())));
    }

    @Test
    void createsItsTopicsWithTheirPolicies() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", service.bootstrapServers()))) {
            for (String topic : List.of("regraft.features", "regraft.heads", "regraft.tasks")) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                assertEquals("compact", admin.describeConfigs(List.of(resource)).all().get().get(resource).get("cleanup.policy").value());
            }
            assertTrue(admin.listTopics().names().get().containsAll(
                    List.of("regraft.examples", "regraft.requests", "regraft.predictions", "regraft.dead-letters")));
        }
    }

    @Test
    void keepsFeaturesAndHeadsUnderTheContractsKeys() throws Exception {
        String task = Tasks.trained();
        find("regraft.tasks", record -> task.equals(text(record.key())));
        find("regraft.heads", record -> task.equals(text(record.key())));
        find("regraft.heads", record -> (task + "/1").equals(text(record.key())));
        int partition = find("regraft.features", record -> (task + "/f1").equals(text(record.key()))).partition();
        assertEquals(partition, find("regraft.features", record -> (task + "/d2").equals(text(record.key()))).partition());
    }

    private static byte[] json(String task, String text, String label) {
        return ("{\"task\":\"" + task + "\",\"text\":\"" + text + "\",\"label\":\"" + label + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private RecordMetadata send(String topic, String key, byte[] value, Map<String, String> headers) throws Exception {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", service.bootstrapServers()), new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            return producer.send(record).get();
        }
    }

    private ConsumerRecord<byte[], byte[]> find(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", service.bootstrapServers(), "isolation.level",
                "read_committed"));
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant end = Instant.now().plus(TIMEOUT);
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.test(record)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no such record in " + topic + " within " + TIMEOUT);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Arrays.stream(record.headers().toArray()).filter(h -> h.key().equals(name)).map(h -> text(h.value())).findFirst()
                .orElseThrow(() -> new AssertionError("no header " + name));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(TIMEOUT);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), "not so within " + TIMEOUT);
            Thread.sleep(50);
        }
    }
}
