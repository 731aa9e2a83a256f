package dev.regraft.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithService
class KafkaIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final PackagedService service;
    private final Records records;

    KafkaIT(PackagedService service) {
        this.service = service;
        this.records = new Records(service);
    }

    @Test
    void learnsFromRecordsAndForgetsByNullValues() throws Exception {
        String task = Tasks.create();
        records.send("regraft.examples", "k1", json(task, "where is my parcel", "delivery"), Map.of());
        records.send("regraft.examples", "k2", json(task, "I want my money back", "refund"), Map.of());
        records.send("regraft.examples", "k3", "the courier never came".getBytes(StandardCharsets.UTF_8),
                Map.of("task", task, "label", "delivery", "content-type", "text/plain"));
        await(() -> Tasks.get(task).getInt("examples") == 3);
        assertEquals("delivery", Tasks.label(task, "where is my parcel now"));

        records.send("regraft.examples", "k1", null, Map.of("task", task));
        records.send("regraft.examples", "k3", null, Map.of());
        await(() -> Tasks.get(task).getInt("examples") == 1);
        assertEquals("refund", Tasks.get(task).getString("labels[0].label"));
    }

    @Test
    void learnsTheSameRecordOnce() throws Exception {
        String task = Tasks.create();
        for (int i = 0; i < 3; i++) {
            records.send("regraft.examples", "same", json(task, "where is my parcel", "delivery"), Map.of());
        }
        records.send("regraft.examples", "other", json(task, "I want my money back", "refund"), Map.of());
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
        RecordMetadata sent = records.send("regraft.examples", key, bytes, Map.of("mine", "kept"));

        ConsumerRecord<byte[], byte[]> letter = records.find("regraft.dead-letters", record -> key.equals(Records.text(record.key())));
        assertArrayEquals(bytes, letter.value());
        assertEquals(code, Records.header(letter, "error-code"));
        assertTrue(Records.header(letter, "error-detail").length() > 5);
        assertEquals("regraft.examples", Records.header(letter, "source-topic"));
        assertEquals(Integer.toString(sent.partition()), Records.header(letter, "source-partition"));
        assertEquals(Long.toString(sent.offset()), Records.header(letter, "source-offset"));
        assertEquals("kept", Records.header(letter, "mine"));

        assertEquals(1, Tasks.learn(task, "after", "after", "x").getInt("accepted"));
        assertEquals(1, Tasks.get(task).getInt("examples"));
    }

    @Test
    void buriesWhatCannotBeDecoded() throws Exception {
        byte[] garbage = {(byte) 0xFF, 0, (byte) 0xC3, (byte) 0x28, 7};
        String key = "garbage-" + UUID.randomUUID();
        records.send("regraft.examples", key, garbage, Map.of());
        assertArrayEquals(garbage, records.find("regraft.dead-letters", record -> key.equals(Records.text(record.key()))).value());
        String typed = "typed-" + UUID.randomUUID();
        records.send("regraft.examples", typed, "<xml/>".getBytes(StandardCharsets.UTF_8), Map.of("content-type", "application/xml"));
        assertEquals("unsupported-content-type",
                Records.header(records.find("regraft.dead-letters", record -> typed.equals(Records.text(record.key()))), "error-code"));
    }

    @Test
    void scoresRequestsKeepingKeyAndCorrelation() throws Exception {
        String task = Tasks.trained();
        String key = "request-" + UUID.randomUUID();
        records.send("regraft.requests", key,
                ("{\"task\":\"" + task + "\",\"text\":\"has my parcel been lost?\"}").getBytes(StandardCharsets.UTF_8),
                Map.of("correlationId", "c-42", "ce_id", "event-7"));
        ConsumerRecord<byte[], byte[]> prediction = records.find("regraft.predictions", record -> key.equals(Records.text(record.key())));
        assertEquals("c-42", Records.header(prediction, "correlationId"));
        assertEquals("event-7", Records.header(prediction, "ce_id"));
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
        records.send("regraft.requests", bad, "garbage".getBytes(StandardCharsets.UTF_8), Map.of());
        records.send("regraft.requests", headless,
                ("{\"task\":\"" + empty + "\",\"text\":\"x\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        records.send("regraft.requests", good, ("{\"task\":\"" + task + "\",\"text\":\"x\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        assertEquals("invalid-json",
                Records.header(records.find("regraft.dead-letters", r -> bad.equals(Records.text(r.key()))), "error-code"));
        assertEquals("no-live-head",
                Records.header(records.find("regraft.dead-letters", r -> headless.equals(Records.text(r.key()))), "error-code"));
        records.find("regraft.predictions", record -> good.equals(Records.text(record.key())));
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
        records.find("regraft.tasks", record -> task.equals(Records.text(record.key())));
        records.find("regraft.heads", record -> task.equals(Records.text(record.key())));
        records.find("regraft.heads", record -> (task + "/1").equals(Records.text(record.key())));
        int partition = records.find("regraft.features", record -> (task + "/f1").equals(Records.text(record.key()))).partition();
        assertEquals(partition, records.find("regraft.features", record -> (task + "/d2").equals(Records.text(record.key()))).partition());
    }

    private static byte[] json(String task, String text, String label) {
        return ("{\"task\":\"" + task + "\",\"text\":\"" + text + "\",\"label\":\"" + label + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(TIMEOUT);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), "not so within " + TIMEOUT);
            Thread.sleep(50);
        }
    }
}
