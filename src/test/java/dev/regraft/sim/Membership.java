package dev.regraft.sim;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.WakeupException;

/** A consumer's side of its group: it joins, takes and gives back partitions, and tells the listener, all within a poll. */
final class Membership {

    private static final int DEFAULT_SESSION_MS = 45_000;
    private static final int NO_GENERATION = -1;

    private final SimCluster cluster;
    private final Positions positions;
    private final String groupId;
    private final String instance;
    private final int sessionMs;
    private Set<String> topics;
    private ConsumerRebalanceListener listener;
    private String memberId = "";
    private int generation = NO_GENERATION;
    private boolean newsDelayed;

    Membership(SimCluster cluster, Positions positions, ClientConfig config) {
        this.cluster = cluster;
        this.positions = positions;
        this.groupId = config.text("group.id", null);
        this.instance = config.text("group.instance.id", null);
        this.sessionMs = config.number("session.timeout.ms", DEFAULT_SESSION_MS);
    }

    void subscribe(Collection<String> newTopics, ConsumerRebalanceListener newListener) {
        requireGroup();
        topics = new LinkedHashSet<>(newTopics);
        listener = newListener;
    }

    boolean isSubscribed() {
        return topics != null;
    }

    Set<String> topics() {
        return topics == null ? Set.of() : topics;
    }

    boolean hasGroup() {
        return groupId != null;
    }

    /** @throws InvalidGroupIdException if the consumer has no group */
    SimGroup requireGroup() {
        if (groupId == null) {
            throw new InvalidGroupIdException("To use the group management or offset commit APIs, you must provide a valid group.id in the "
                    + "consumer configuration.");
        }
        return cluster.group(groupId);
    }

    /**
     * How it introduces itself when it commits.
     *
     * @throws CommitFailedException if it knows that it is no member
     */
    ConsumerGroupMetadata sender() {
        if (isSubscribed() && memberId.isEmpty()) {
            throw new CommitFailedException("the consumer is not part of an active group");
        }
        return metadata();
    }

    ConsumerGroupMetadata metadata() {
        requireGroup();
        return new ConsumerGroupMetadata(groupId, generation, memberId, Optional.ofNullable(instance));
    }

    /**
     * Does what a poll does first: joins if need be, and follows the group into its present generation.
     *
     * @throws FencedInstanceIdException if a newer member of the same instance is there; another poll would join and fence that one
     */
    void coordinate() {
        SimGroup group = requireGroup();
        if (!memberId.isEmpty() && group.standing(memberId, instance) != SimGroup.Standing.KNOWN && !loses(group)) {
            return;
        }
        if (memberId.isEmpty()) {
            lose();
            memberId = group.join(instance, topics, sessionMs);
        }
        group.heartbeat(memberId);
        if (generation != group.generation() && cluster.happens(cluster.faults().slowRebalance())) {
            if (generation != NO_GENERATION && cluster.random().nextBoolean()) {
                group.advance(memberId);
            }
            return;
        }
        follow(group);
    }

    /** Takes in that the group has removed this member; false if the news has not come yet, and it goes on for one more poll. */
    private boolean loses(SimGroup group) {
        if (!newsDelayed && cluster.happens(cluster.faults().slowRebalance())) {
            newsDelayed = true;
            return false;
        }
        newsDelayed = false;
        boolean fenced = group.standing(memberId, instance) == SimGroup.Standing.FENCED;
        memberId = "";
        generation = NO_GENERATION;
        if (fenced) {
            throw new FencedInstanceIdException("instance " + instance + " of " + groupId + " has a newer member");
        }
        return true;
    }

    private void lose() {
        Set<TopicPartition> lost = positions.assigned();
        if (!lost.isEmpty()) {
            RuntimeException failure = tell(() -> listener.onPartitionsLost(lost));
            positions.drop(lost);
            rethrow(failure);
        }
    }

    private void follow(SimGroup group) {
        RuntimeException failure = revoke(group);
        if (group.standing(memberId, instance) != SimGroup.Standing.KNOWN) {
            // It was removed while the listener was at work, and hears of it in the next poll.
            rethrow(failure);
            return;
        }
        boolean moved = generation != group.generation();
        Set<TopicPartition> added = group.take(memberId);
        added.removeAll(positions.all().keySet());
        generation = group.generation();
        if (moved || !added.isEmpty()) {
            positions.add(added);
            RuntimeException second = tell(() -> listener.onPartitionsAssigned(added));
            failure = failure == null ? second : failure;
        }
        rethrow(failure);
    }

    private RuntimeException revoke(SimGroup group) {
        Set<TopicPartition> revoked = positions.assigned();
        revoked.removeAll(group.target(memberId));
        if (revoked.isEmpty()) {
            return null;
        }
        RuntimeException failure = tell(() -> listener.onPartitionsRevoked(revoked));
        positions.drop(revoked);
        group.giveBack(memberId, revoked);
        return failure;
    }

    /** Ends the membership: a dynamic member leaves unless told to stay, a static one stays unless told to leave. */
    void close(boolean leave, boolean reachable) {
        if (topics == null) {
            return;
        }
        Set<TopicPartition> owned = positions.assigned();
        RuntimeException failure = null;
        if (!owned.isEmpty()) {
            failure = tell(() -> {
                if (memberId.isEmpty()) {
                    listener.onPartitionsLost(owned);
                } else {
                    listener.onPartitionsRevoked(owned);
                }
            });
            positions.drop(owned);
        }
        if (leave && reachable && !memberId.isEmpty()) {
            cluster.group(groupId).leave(memberId);
        }
        rethrow(failure);
    }

    boolean isStatic() {
        return instance != null;
    }

    /** Calls the listener; what it throws comes back, but a wake-up or an error. */
    private static RuntimeException tell(Runnable call) {
        try {
            call.run();
            return null;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return e;
        } catch (RuntimeException e) {
            return new KafkaException("User rebalance callback throws an error", e);
        }
    }

    private static void rethrow(RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }
}
