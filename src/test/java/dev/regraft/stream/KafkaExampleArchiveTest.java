package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.InputReader;
import dev.regraft.dev.TestBroker;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.graft.ArchivedExample;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Limits;
import dev.regraft.graft.Position;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.Tasks;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaExampleArchiveTest {

    private static final Instant FIRST = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(60);

    @TempDir
    static Path directory;
    private static TestBroker broker;

    private final TaskDefinition task = new TaskDefinition("support", SECOND, Kind.SINGLE_LABEL, "toy", List.of(), "auto", null, null, true, null,
            Gate.DEFAULT, List.of());
    private Topics topics;
    private Producer<byte[], byte[]> producer;
    private KafkaExampleArchive archive;

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void begin(TestInfo test) throws Exception {
        StreamConfig config = new SmallRyeConfigBuilder().withMapping(StreamConfig.class).withDefaultValue("regraft.instance", "test")
                .withDefaultValue("regraft.topics.prefix", test.getTestMethod().orElseThrow().getName() + ".").build()
                .getConfigMapping(StreamConfig.class);
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()), config);
        topics = new Topics(config);
        CreatedTopics.of(clients, topics);
        Tasks tasks = new Tasks();
        tasks.define(task);
        Limits limits = new SmallRyeConfigBuilder().withMapping(Limits.class).build().getConfigMapping(Limits.class);
        archive = new KafkaExampleArchive(clients, topics, new ExampleDecoder(tasks, new InputReader(1_000), new ExampleReader(limits)));
        producer = clients.producer();
    }

    @AfterEach
    void closeProducer() {
        producer.close();
    }

    private void feature(String id, Instant incarnation, String label, Position source) throws Exception {
        byte[] value = label == null ? null : new FeatureRecord.Vector(new LabeledFeatures(incarnation, new FeatureSpace("toy", "0".repeat(64), 2),
                new Target.Label(label), 1, Map.of("channel", "mail"), Features.quantise(1, 0))).bytes();
        var record = new ProducerRecord<>(topics.features(), topics.partition("support"), bytes("support/" + id), value);
        if (source != null) {
            record.headers().add(FeatureRecord.EXAMPLE_HEADER, FeatureRecord.exampleHeader(source, 0));
        }
        producer.send(Incarnation.mark(record, incarnation)).get();
    }

    private Position example(int partition, String id, String text) throws Exception {
        byte[] json = bytes("{\"task\":\"support\",\"text\":\"" + text + "\",\"label\":\"a\"}");
        RecordMetadata metadata = producer.send(new ProducerRecord<>(topics.examples(), partition, bytes(id), json)).get();
        return new Position(metadata.partition(), metadata.offset());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> ids(String label, int most) {
        return archive.examples(task, example -> label == null || example.target().labels().contains(label), most).stream()
                .map(ArchivedExample::id).toList();
    }

    @Test
    void keepsWhatWasSaidLastOfEachExample() throws Exception {
        feature("1", SECOND, "a", new Position(2, 7));
        feature("2", SECOND, "b", null);
        feature("3", SECOND, "a", null);
        feature("4", FIRST, "a", null);
        feature("2", SECOND, "a", null);
        feature("3", SECOND, null, null);
        // A deletion for an earlier task of the name deletes nothing
        feature("1", FIRST, null, null);
        assertEquals(List.of("2", "1"), ids(null, 10));
        assertEquals(List.of("2"), ids("a", 1));
        assertEquals(List.of(), ids("b", 10));
        ArchivedExample first = archive.examples(task, _ -> true, 10).getLast();
        assertEquals(new ArchivedExample("1", new Target.Label("a"), 1, Map.of("channel", "mail"), new Position(2, 7)), first);
    }

    @Test
    void taskWithoutAnythingHasNothing() {
        assertEquals(List.of(), ids(null, 10));
        assertEquals(Map.of(), archive.texts(List.of()));
    }

    @Test
    void findsTextsHereAndThere() throws Exception {
        List<Position> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(example(i % 2, "id-" + i, "text " + i));
        }
        List<Position> wanted = List.of(all.get(299), all.get(0), all.get(2), all.get(151), new Position(0, 5_000), new Position(3, 0));
        assertEquals(Map.of(all.get(299), "text 299", all.get(0), "text 0", all.get(2), "text 2", all.get(151), "text 151"),
                archive.texts(wanted));
    }

    @Test
    void newestTextOfEachIdCounts() throws Exception {
        example(0, "1", "old");
        example(0, "2", "x".repeat(1_000));
        producer.send(new ProducerRecord<>(topics.examples(), 0, bytes("broken"), bytes("{"))).get();
        example(0, "1", "new");
        example(1, "3", "there");
        assertEquals(Map.of("1", "new", "2", "x".repeat(1_000), "3", "there"), archive.newestTexts(task, 100));
        assertEquals(Map.of("1", "new", "3", "there"), archive.newestTexts(task, 1));
    }

    @Test
    void isInterruptedInBackgroundWork() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> archive.newestTexts(task, 100));
        assertTrue(!Thread.currentThread().isInterrupted());
    }
}
