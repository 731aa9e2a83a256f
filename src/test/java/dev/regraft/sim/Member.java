package dev.regraft.sim;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A member of a group as the coordinator knows it. The coordinator alone writes it. */
final class Member {

    private final String instance;
    private final long sessionMs;
    /** What it is to own. */
    final Set<TopicPartition> target = new LinkedHashSet<>();
    /** What it may be working on: nobody else gets it before the member gave it back, or is removed. */
    final Set<TopicPartition> held = new LinkedHashSet<>();
    String id;
    Set<String> topics;
    long seenMs;
    int generation = -1;

    /** @param instance null if it is dynamic */
    Member(String instance, long sessionMs) {
        this.instance = instance;
        this.sessionMs = sessionMs;
    }

    String instance() {
        return instance;
    }

    boolean isExpired(long nowMs) {
        return nowMs - seenMs > sessionMs;
    }
}
