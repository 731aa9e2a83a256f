package dev.regraft.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/**
 * A consumer group as its coordinator knows it: members, who owns what, and committed offsets.
 *
 * <p>Rebalances are cooperative: a change of the members gives each a new target and the group a new generation; a member takes them over
 * in its own poll; a partition goes to its new owner when the old one gave it back or was removed.
 */
final class SimGroup {

    /** How a member stands with the coordinator. */
    enum Standing { KNOWN, UNKNOWN, FENCED }

    private final SimCluster cluster;
    private final String name;
    private final Sharing sharing;
    private final GroupOffsets offsets = new GroupOffsets();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private int generation;
    private int joined;

    SimGroup(SimCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        this.sharing = new Sharing(cluster.random());
    }

    GroupOffsets offsets() {
        return offsets;
    }

    int generation() {
        return generation;
    }

    /** Members and what they hold, for those who look on. */
    Map<String, Set<TopicPartition>> held() {
        Map<String, Set<TopicPartition>> held = new LinkedHashMap<>();
        members.values().forEach(member -> held.put(member.id, new LinkedHashSet<>(member.held)));
        return held;
    }

    /**
     * Lets a member in; a static one takes the place of an earlier one of its instance, without a rebalance.
     *
     * @return the id of the member
     */
    String join(String instance, Set<String> topics, long sessionMs) {
        Optional<Member> earlier = ofInstance(instance);
        Member member = earlier.orElseGet(() -> new Member(instance, sessionMs));
        earlier.ifPresent(known -> members.remove(known.id));
        member.id = (instance == null ? name : instance) + "-" + ++joined;
        member.seenMs = cluster.nowMs();
        members.put(member.id, member);
        boolean same = earlier.isPresent() && topics.equals(member.topics);
        member.topics = topics;
        member.held.clear();
        if (!same) {
            rebalance();
        }
        return member.id;
    }

    private Optional<Member> ofInstance(String instance) {
        return members.values().stream().filter(member -> instance != null && instance.equals(member.instance())).findFirst();
    }

    void leave(String memberId) {
        if (members.remove(memberId) != null) {
            rebalance();
        }
    }

    void rebalance() {
        generation++;
        Set<String> topics = new TreeSet<>();
        members.values().forEach(member -> topics.addAll(member.topics));
        List<TopicPartition> partitions = new ArrayList<>();
        topics.forEach(topic -> partitions.addAll(cluster.partitionsOf(topic)));
        sharing.share(members.values(), partitions);
    }

    boolean reads(String topic) {
        return members.values().stream().anyMatch(member -> member.topics.contains(topic));
    }

    /** Removes the members that were not seen for their session time-out. */
    void expire(long nowMs) {
        if (members.values().removeIf(member -> member.isExpired(nowMs))) {
            rebalance();
        }
    }

    /** Begins all sessions anew, as a coordinator does that has just come up. */
    void renewSessions(long nowMs) {
        members.values().forEach(member -> member.seenMs = nowMs);
    }

    Standing standing(String memberId, String instance) {
        if (members.containsKey(memberId)) {
            return Standing.KNOWN;
        }
        return ofInstance(instance).isPresent() ? Standing.FENCED : Standing.UNKNOWN;
    }

    void heartbeat(String memberId) {
        members.get(memberId).seenMs = cluster.nowMs();
    }

    /** What the member is to own, whether or not others have given it back. */
    Set<TopicPartition> target(String memberId) {
        return members.get(memberId).target;
    }

    void giveBack(String memberId, Collection<TopicPartition> partitions) {
        Member member = members.get(memberId);
        if (member != null) {
            partitions.forEach(member.held::remove);
        }
    }

    /** Hands over what the member is to own and nobody else holds, and brings it into the present generation. */
    Set<TopicPartition> take(String memberId) {
        Member member = members.get(memberId);
        Set<TopicPartition> free = new LinkedHashSet<>(member.target);
        members.values().stream().filter(other -> other != member).forEach(other -> free.removeAll(other.held));
        member.held.addAll(free);
        member.generation = generation;
        return free;
    }

    /** Counts the member into the present generation before it has heard of it: what it commits until then is refused. */
    void advance(String memberId) {
        members.get(memberId).generation = generation;
    }

    /**
     * Refuses offsets of those who are no longer what they were.
     *
     * @param transactional whether they come with a transaction: then a group's bare name, without member, is not checked
     */
    void validate(ConsumerGroupMetadata metadata, boolean transactional) {
        String instance = metadata.groupInstanceId().orElse(null);
        if (metadata.generationId() < 0 && metadata.memberId().isEmpty() && instance == null) {
            if (!transactional && !members.isEmpty()) {
                throw new CommitFailedException("group " + name + " has members, and the commit comes from none");
            }
            return;
        }
        switch (standing(metadata.memberId(), instance)) {
            case FENCED -> throw new FencedInstanceIdException("member " + metadata.memberId() + " of " + name + " is fenced");
            case UNKNOWN -> throw new CommitFailedException("member " + metadata.memberId() + " of " + name + " is unknown");
            case KNOWN -> {
                if (members.get(metadata.memberId()).generation != metadata.generationId()) {
                    throw new CommitFailedException("generation " + metadata.generationId() + " of " + name + " is over");
                }
            }
        }
    }
}
