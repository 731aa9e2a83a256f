package dev.regraft.chaos;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * What topics and groups are called in one run.
 *
 * @param prefix {@code regraft.topics.prefix}
 */
record Names(String prefix) {

    static final String TASK = "chaos";

    String examples() {
        return prefix + "examples";
    }

    String features() {
        return prefix + "features";
    }

    String heads() {
        return prefix + "heads";
    }

    String deadLetters() {
        return prefix + "dead-letters";
    }

    /** The group of those that extract. */
    String extractGroup() {
        return prefix + "extract";
    }

    /** The group of those that train. */
    String trainGroup() {
        return prefix + "train";
    }

    /** The partition of the topic of features, among so many, that holds the task. */
    static int taskPartition(int partitions) {
        return Utils.toPositive(Utils.murmur2(TASK.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
