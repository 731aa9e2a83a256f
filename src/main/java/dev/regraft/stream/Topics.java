package dev.regraft.stream;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
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
    /** Room for a head of 10,000 labels at dimension 1,024, or a task with what so many labels' words mean. */
    private static final String MAX_HEAD_BYTES = Integer.toString(48 << 20);
    /** A compacted topic's newest segment is never compacted: small ones bound what is read at a start. */
    private static final String SEGMENT_BYTES = Integer.toString(64 << 20);

    /**
     * Features are left as they came for so long: orders of a task share a key, and an example that the end of an earlier task has buried
     * is put right by its trainer, which may be down for a while.
     */
    static final Duration MIN_COMPACTION_LAG = Duration.ofHours(1);

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

    String backbones() {
        return settings.prefix() + "backbones";
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

    /** The partition that holds all of a task, of the topic of features and of that of heads. */
    int partition(String task) {
        return partition(task, partitions());
    }

    /** How many partitions the topics of features and of heads have. */
    int partitions() {
        return settings.partitions();
    }

    static int partition(String task, int partitions) {
        return Utils.toPositive(Utils.murmur2(task.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /**
     * Creates the topics that are absent, and checks that those which hold the service's memory are as they must be.
     *
     * @throws IllegalStateException if one is not, naming the fix
     */
    FeaturesTopic prepare(Admin admin) throws InterruptedException, ExecutionException {
        Set<String> present = admin.listTopics().names().get();
        for (NewTopic topic : wanted()) {
            if (!present.contains(topic.name())) {
                create(admin, topic);
            }
        }
        List<String> memory = List.of(features(), heads(), tasks(), backbones());
        Map<String, TopicDescription> descriptions = admin.describeTopics(memory).allTopicNames().get();
        descriptions.forEach((name, description) -> requirePartitions(name, description.partitions().size()));
        Map<String, Config> configs = configs(admin, memory);
        configs.forEach(Topics::requireCompacted);
        long deleteRetentionMs = Long.parseLong(configs.get(features()).get(TopicConfig.DELETE_RETENTION_MS_CONFIG).value());
        return new FeaturesTopic(descriptions.get(features()).topicId(), Duration.ofMillis(deleteRetentionMs));
    }

    private List<NewTopic> wanted() {
        return List.of(
                topic(examples(), settings.partitions(), largeRecords()),
                topic(features(), settings.partitions(), compacted(
                        Map.of(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(MIN_COMPACTION_LAG.toMillis())))),
                topic(heads(), settings.partitions(), compacted(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_HEAD_BYTES))),
                topic(tasks(), 1, compacted(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_HEAD_BYTES))),
                topic(backbones(), 1, compacted(Map.of())),
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

    private static Map<String, Config> configs(Admin admin, List<String> topics) throws InterruptedException, ExecutionException {
        Map<String, Config> configs = new TreeMap<>();
        List<ConfigResource> resources = topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
        admin.describeConfigs(resources).all().get().forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    private static void requireCompacted(String topic, Config config) {
        String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new IllegalStateException("topic " + topic + " must have cleanup.policy=compact: " + policy
                    + "; set it with kafka-configs.sh --alter --add-config cleanup.policy=compact --topic " + topic);
        }
    }

    /** A task's place depends on the number of partitions, so it must stay what it was when the first task was created. */
    private void requirePartitions(String topic, int found) {
        boolean single = topic.equals(tasks()) || topic.equals(backbones());
        int wanted = single ? 1 : settings.partitions();
        if (found != wanted) {
            String fix = single
                    ? "create it with one, or leave its creation to the service"
                    : "set regraft.topics.partitions=" + found + " if " + features() + " and " + heads() + " both have " + found
                            + "; else partitions were added to one of them, which moves tasks away from their examples: "
                            + "begin anew under another regraft.topics.prefix";
            throw new IllegalStateException("topic " + topic + " must have " + wanted + " partitions: " + found + "; " + fix);
        }
    }
}
