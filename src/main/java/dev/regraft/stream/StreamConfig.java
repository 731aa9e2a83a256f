package dev.regraft.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** What this process does with the log: {@code regraft.*}. */
@ConfigMapping(prefix = "regraft")
public interface StreamConfig {

    /** Name of this process among all; two at a time must not have the same. */
    @WithDefault("${HOSTNAME:regraft}-${quarkus.http.port}")
    String instance();

    /** Folder for what can be made again: snapshots of what is learned. */
    @WithDefault(".regraft")
    Path directory();

    /** A snapshot of a partition is written after so many records, or half as many as it has examples if that is more. */
    @WithDefault("10000")
    int snapshotRecords();

    /** The topics. */
    TopicSettings topics();

    /** The topics: {@code regraft.topics.*}. */
    interface TopicSettings {

        /** What every topic's name begins with. */
        @WithDefault("regraft.")
        String prefix();

        /** Partitions of the topics that are created, but for tasks and dead letters, which have one; never to be changed later. */
        @WithDefault("4")
        int partitions();

        /** Replicas of the topics that are created; -1 takes the broker's default. */
        @WithDefault("-1")
        short replicationFactor();
    }
}
