package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.dev.TestBroker;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that are not as they must be are refused when the service starts. */
@Timeout(60)
class TopicsPrepareTest {

    @TempDir
    static Path directory;
    private static TestBroker broker;
    private static Admin admin;

    private Topics topics;

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(directory);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void nameTopics(TestInfo test) {
        topics = new Topics(new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withDefaultValue("regraft.instance", "test")
                .withDefaultValue("regraft.topics.prefix", test.getTestMethod().orElseThrow().getName() + ".")
                .build()
                .getConfigMapping(StreamConfig.class));
    }

    private void create(String topic, int partitions, String policy) throws Exception {
        NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy));
        admin.createTopics(List.of(wanted)).all().get();
        while (!admin.listTopics().names().get().contains(topic)) {
            Thread.sleep(20);
        }
    }

    private FeaturesTopic prepare() throws Exception {
        while (true) {
            try {
                return topics.prepare(admin);
            } catch (ExecutionException _) {
                // Created a moment ago.
                Thread.sleep(20);
            }
        }
    }

    private String refusal() {
        return assertThrows(IllegalStateException.class, this::prepare).getMessage();
    }

    @Test
    void createsWhatIsAbsentAndFindsItAgain() throws Exception {
        FeaturesTopic created = prepare();
        assertEquals(Duration.ofHours(24), created.deleteRetention());
        assertEquals(created, prepare());
        var descriptions = admin.describeTopics(List.of(topics.features(), topics.heads(), topics.tasks())).allTopicNames().get();
        assertEquals(4, descriptions.get(topics.features()).partitions().size());
        assertEquals(4, descriptions.get(topics.heads()).partitions().size());
        assertEquals(1, descriptions.get(topics.tasks()).partitions().size());
    }

    /** 10,000 labels, each of a vector of 384 numbers in Base64. */
    @Test
    void definitionOfManyLabelsHasRoom() throws Exception {
        prepare();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.tasks());
        String room = admin.describeConfigs(List.of(resource)).all().get().get(resource).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value();
        assertTrue(Integer.parseInt(room) > 10_000 * (256 * 4 + 384 * Short.BYTES * 4 / 3), room);
    }

    @Test
    void topicThatForgetsIsRefused() throws Exception {
        create(topics.features(), 4, "delete");
        String refusal = refusal();
        assertTrue(refusal.startsWith("topic " + topics.features() + " must have cleanup.policy=compact: delete; set it with"), refusal);
        assertTrue(refusal.endsWith("--topic " + topics.features()), refusal);
    }

    @Test
    void otherNumberOfPartitionsIsRefused() throws Exception {
        create(topics.features(), 3, "compact");
        create(topics.heads(), 3, "compact");
        String refusal = refusal();
        assertTrue(refusal.contains("must have 4 partitions: 3; set regraft.topics.partitions=3"), refusal);
    }

    @Test
    void addedPartitionsAreRefused() throws Exception {
        prepare();
        admin.createPartitions(Map.of(topics.features(), NewPartitions.increaseTo(6))).all().get();
        while (admin.describeTopics(List.of(topics.features())).allTopicNames().get().get(topics.features()).partitions().size() != 6) {
            Thread.sleep(20);
        }
        String refusal = refusal();
        assertTrue(refusal.contains(topics.features() + " must have 4 partitions: 6;"), refusal);
        assertTrue(refusal.contains("begin anew under another regraft.topics.prefix"), refusal);
    }

    @Test
    void tasksInSeveralPartitionsAreRefused() throws Exception {
        create(topics.tasks(), 2, "compact");
        assertEquals("topic " + topics.tasks() + " must have 1 partitions: 2; create it with one, or leave its creation to the service",
                refusal());
    }

    @Test
    void topicsOfTheUsersMayHaveAnyPartitionsAndPolicy() throws Exception {
        create(topics.examples(), 7, "delete");
        create(topics.requests(), 2, "delete");
        prepare();
        assertEquals(7, admin.describeTopics(List.of(topics.examples())).allTopicNames().get().get(topics.examples()).partitions().size());
    }
}
