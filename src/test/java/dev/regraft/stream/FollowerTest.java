package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.dev.TestBroker;
import dev.regraft.head.Target;
import dev.regraft.head.Kind;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.backbone.BackboneDefinition;
import dev.regraft.graft.Graft;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Position;
import dev.regraft.graft.Publication;
import dev.regraft.graft.Report;
import dev.regraft.graft.Source;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.head.HeadFormat;
import dev.regraft.head.HeadVersion;
import dev.regraft.quality.Gate;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.Training;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learners;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FollowerTest {

    private static final Instant FIRST = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    static Path directory;
    private static TestBroker broker;

    private final Tasks tasks = new Tasks();
    private final Registered registered = new Registered();
    private Topics topics;
    private KafkaClients clients;
    private Follower follower;
    private Producer<byte[], byte[]> producer;

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws Exception {
        StreamConfig config = new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withDefaultValue("regraft.instance", "test")
                .withDefaultValue("regraft.topics.prefix", test.getTestMethod().orElseThrow().getName() + ".")
                .build()
                .getConfigMapping(StreamConfig.class);
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()), config);
        topics = new Topics(config);
        CreatedTopics.of(clients, topics);
        follower = new Follower(clients, topics, tasks, registered.in(clients, topics), new StreamMetrics(new SimpleMeterRegistry()));
        producer = clients.producer();
    }

    @AfterEach
    void closeProducer() {
        producer.close();
    }

    @Test
    void backbonesAreThereBeforeTheTasksAndTheLastWordCounts() throws Exception {
        KafkaBackboneRegistry registry = registered.in(clients, topics);
        registry.register(definition("gone", "file:/a")).toCompletableFuture().join();
        registry.register(definition("kept", "file:/a")).toCompletableFuture().join();
        registry.register(definition("kept", "file:/b")).toCompletableFuture().join();
        registry.remove("gone").toCompletableFuture().join();
        send(topics.backbones(), "garbled", bytes("{"));
        try (LogThread _ = follower.start()) {
            assertTrue(await(tasks::complete));
            assertEquals(Map.of("kept", definition("kept", "file:/b")), registered.definitions);
            registry.register(definition("new", "file:/c")).toCompletableFuture().join();
            registry.remove("kept").toCompletableFuture().join();
            assertTrue(await(() -> registered.definitions.equals(Map.of("new", definition("new", "file:/c")))));
        }
    }

    private static BackboneDefinition definition(String name, String source) {
        return new BackboneDefinition(name, source, null, "mean", true, null, 128, null, null, Instant.EPOCH);
    }

    @Test
    void headGoesLiveWhenItsStateComes() throws Exception {
        try (LogThread _ = follower.start()) {
            define("support", FIRST);
            publish("support", publications(FIRST).getFirst());
            assertEquals(1, awaitLive("support").live().orElseThrow().version());
        }
    }

    @Test
    void headThatComesBeforeItsTaskIsNotLost() throws Exception {
        try (LogThread _ = follower.start()) {
            assertTrue(await(tasks::complete));
            publish("support", publications(FIRST).getFirst());
            define("support", FIRST);
            assertEquals(1, awaitLive("support").live().orElseThrow().version());
        }
    }

    @Test
    void unreadableRecordsAreLeftAside() throws Exception {
        try (LogThread _ = follower.start()) {
            define("support", FIRST);
            publish("support", publications(FIRST).getFirst());
            Task task = awaitLive("support");
            send(topics.heads(), "support/2", bytes("garbage"));
            send(topics.heads(), "support/two", null);
            send(topics.heads(), "support", bytes("{\"incarnation\":\"" + FIRST + "\"}"));
            send(topics.tasks(), "support", bytes("garbage"));
            send(topics.tasks(), "support", bytes("{}"));
            publish("support", publications(FIRST).getLast());
            assertTrue(task.await(state -> state.live().equals(Optional.of(2)), LONG).isPresent());
            assertEquals(2, task.live().orElseThrow().version());
        }
    }

    @Test
    void newestReportOfTheTaskCounts() throws Exception {
        try (LogThread _ = follower.start()) {
            define("support", SECOND);
            assertTrue(await(() -> tasks.find("support").isPresent()));
            Task task = tasks.find("support").orElseThrow();
            send(report(SECOND, 1));
            send(report(SECOND, 2));
            send(report(FIRST, 3));
            assertTrue(await(() -> task.report().map(Report::examples).equals(Optional.of(2L))));
            // A key that is swept takes it away
            send(topics.heads(), "support/report", null);
            assertTrue(await(() -> task.report().isEmpty()));
        }
    }

    private ProducerRecord<byte[], byte[]> report(Instant incarnation, long examples) {
        Report report = new Report(incarnation, examples, null, null, null, null, null, null, null, null, null, List.of("few"), null);
        return head("support", "support/report", Report.FORMAT.write(report), incarnation);
    }

    @Test
    void deletedTaskIsGone() throws Exception {
        define("support", FIRST);
        define("urgency", FIRST);
        send(topics.tasks(), "support", null);
        try (LogThread _ = follower.start()) {
            assertTrue(await(tasks::complete));
            assertEquals(List.of("urgency"), tasks.all().stream().map(t -> t.definition().task()).toList());
            send(topics.tasks(), "urgency", null);
            assertTrue(await(() -> tasks.find("urgency").isEmpty()));
        }
    }

    @Test
    void readingTheLogAgainLeavesThePresentTaskAlone() throws Exception {
        // Given a task that was deleted and created again, and is live
        define("support", FIRST);
        send(topics.tasks(), "support", null);
        define("support", SECOND);
        publish("support", publications(SECOND).getFirst());
        Task task;
        try (LogThread _ = follower.start()) {
            task = awaitLive("support");
        }
        // When the follower begins again from the log, as it does after a failure
        try (LogThread _ = follower.start()) {
            define("marker", FIRST);
            assertTrue(await(() -> tasks.find("marker").isPresent()));
        }
        // Then: else the trainer would take the task's examples out of the log
        assertSame(task, tasks.find("support").orElseThrow());
        assertFalse(task.deleted());
        assertFalse(tasks.isOver("support", SECOND));
        assertTrue(task.live().isPresent());
    }

    private void define(String task, Instant createdAt) throws Exception {
        var definition = new TaskDefinition(task, createdAt, Kind.SINGLE_LABEL, "toy", List.of(), "auto", null, null, true, null,
                Gate.DEFAULT, List.of());
        send(topics.tasks(), task, TaskDefinition.FORMAT.write(definition));
    }

    private void publish(String task, Publication publication) throws Exception {
        HeadVersion head = publication.head().orElseThrow();
        Instant incarnation = publication.state().incarnation();
        send(head(task, task + "/" + head.version(), HeadFormat.write(head), incarnation));
        send(head(task, task, TaskState.FORMAT.write(publication.state()), incarnation));
    }

    private ProducerRecord<byte[], byte[]> head(String task, String key, byte[] value, Instant incarnation) {
        return Incarnation.mark(new ProducerRecord<>(topics.heads(), topics.partition(task), bytes(key), value), incarnation);
    }

    /** The first two heads of a task. */
    private static List<Publication> publications(Instant incarnation) {
        FeatureSpace space = new FeatureSpace("toy", "0".repeat(64), 2);
        var training = new Training(_ -> Learners.fast(new LdaLearner()), 1000, Runnable::run, InstantSource.fixed(incarnation));
        Graft graft = new Grafts(new Tasks(), training).begin("support", incarnation);
        List<Publication> publications = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var example = new LabeledFeatures(incarnation, space, new Target.Label("abc".substring(i, i + 1)), 1, Map.of(),
                    Features.quantise(1 - i / 2f, i / 2f));
            graft.learn("id-" + i, new KeptExample(example, null), new Source(new Position(0, i), null, null));
            graft.refit().filter(publication -> publication.head().isPresent()).ifPresent(publications::add);
        }
        return publications;
    }

    private void send(String topic, String key, byte[] value) throws Exception {
        int partition = topic.equals(topics.heads()) ? topics.partition(key.split("/")[0]) : 0;
        send(new ProducerRecord<>(topic, partition, bytes(key), value));
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        producer.send(record).get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Task awaitLive(String name) throws InterruptedException {
        assertTrue(await(() -> tasks.find(name).isPresent()));
        Task task = tasks.find(name).orElseThrow();
        assertTrue(task.await(state -> state.live().isPresent(), LONG).isPresent());
        return task;
    }

    /** Polls, for not all that is waited for wakes those who wait. */
    private boolean await(BooleanSupplier wanted) throws InterruptedException {
        for (long end = System.nanoTime() + LONG.toNanos(); System.nanoTime() < end;) {
            if (tasks.await(wanted, Duration.ofMillis(50))) {
                return true;
            }
        }
        return false;
    }
}
