package dev.regraft.stream;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/** The names of the topics, and their creation where they are absent. */
@Singleton
public final class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);

    /** Room for an example of 20 MiB. */
    private static final String MAX_EXAMPLE_BYTES = Integer.toString(24 << 20);
    /** Room for a head of 10,000 labels at dimension 1,024. */
    private static final String MAX_HEAD_BYTES = Integer.toString(48 << 20);
    /** A compacted topic's newest segment is never compacted: small ones bound what is read at a start. */
    private static final String SEGMENT_BYTES = Integer.toString(64 << 20);

    private final StreamConfig.TopicSettings settings;

    public Topics(StreamConfig config) {
        this.settings = config.topics();
    }

    String examples() {
        return settings.prefix() + "examples";
    }

    String features() {
        return settings.prefix() + "features";
    }

    String heads() {
        return settings.prefix() + "heads";
    }

    String tasks() {
        return settings.prefix() + "tasks";
    }

    String deadLetters() {
        return settings.prefix() + "dead-letters";
    }

    String requests() {
        return settings.prefix() + "requests";
    }

    String predictions() {
        return settings.prefix() + "predictions";
    }

    /** The name of a consumer group or transaction. */
    String scoped(String name) {
        return settings.prefix() + name;
    }

    /** The partition of the features topic that holds all of a task. */
    static int partition(String task, int partitions) {
        return Utils.toPositive(Utils.murmur2(task.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /**
     * Creates the topics that are absent, and checks that those that must be compacted are.
     *
     * @throws IllegalStateException if one is not, naming the fix
     */
    void prepare(Admin admin) throws InterruptedException, ExecutionException {
        Set<String> present = admin.listTopics().names().get();
        for (NewTopic topic : wanted()) {
            if (!present.contains(topic.name())) {
                create(admin, topic);
            }
        }
        requireCompacted(admin, Stream.of(features(), heads(), tasks()).filter(present::contains).toList());
    }

    private List<NewTopic> wanted() {
        return List.of(
                topic(examples(), settings.partitions(), largeRecords()),
                topic(features(), settings.partitions(), compacted(Map.of())),
                topic(heads(), 1, compacted(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_HEAD_BYTES))),
                topic(tasks(), 1, compacted(Map.of())),
                topic(requests(), settings.partitions(), largeRecords()),
                topic(predictions(), settings.partitions(), Map.of()),
                topic(deadLetters(), 1, largeRecords()));
    }

    private NewTopic topic(String name, int partitions, Map<String, String> config) {
        return new NewTopic(name, partitions, settings.replicationFactor()).configs(config);
    }

    private static Map<String, String> largeRecords() {
        return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_EXAMPLE_BYTES);
    }

    private static Map<String, String> compacted(Map<String, String> more) {
        Map<String, String> config = new HashMap<>(more);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        config.put(TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES);
        return config;
    }

    private static void create(Admin admin, NewTopic topic) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            LOG.infof("Created topic %s (%d partitions)", topic.name(), topic.numPartitions());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static void requireCompacted(Admin admin, List<String> topics) throws InterruptedException, ExecutionException {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        for (Map.Entry<ConfigResource, Config> entry : admin.describeConfigs(resources).all().get().entrySet()) {
            String policy = entry.getValue().get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
            if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                throw new IllegalStateException("topic " + entry.getKey().name() + " must have cleanup.policy=compact: " + policy
                        + "; set it with kafka-configs.sh --alter --add-config cleanup.policy=compact --topic " + entry.getKey().name());
            }
        }
    }
}
