package dev.regraft.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;

/** The offsets that a consumer commits by itself. Asynchronous ones take effect at once or with a later call, in their order, or never. */
final class OffsetCommits {

    private record Request(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata sender, OffsetCommitCallback callback) {
    }

    private final SimProcess process;
    private final SimCluster cluster;
    private final Membership membership;
    private final List<Request> waiting = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();

    OffsetCommits(SimProcess process, SimCluster cluster, Membership membership) {
        this.process = process;
        this.cluster = cluster;
        this.membership = membership;
    }

    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        SimGroup group = membership.requireGroup();
        if (!process.isReachable()) {
            throw SimCluster.timeout("commitSync");
        }
        send();
        group.validate(membership.sender(), false);
        group.offsets().commit(sorted(offsets));
        answer();
    }

    /** @param callback null if nobody wants to hear of it */
    void commitLater(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        membership.requireGroup();
        waiting.add(new Request(sorted(offsets), membership.sender(), callback));
        if (!cluster.happens(cluster.faults().bufferedSend())) {
            send();
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> sorted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> sorted = new TreeMap<>(Positions.ORDER);
        sorted.putAll(offsets);
        return sorted;
    }

    /** Sends what waits. */
    void send() {
        waiting.forEach(request -> {
            Exception failure = attempt(request);
            if (request.callback() != null) {
                answers.add(() -> request.callback().onComplete(request.offsets(), failure));
            }
        });
        waiting.clear();
    }

    private Exception attempt(Request request) {
        if (!process.isReachable() || cluster.happens(cluster.faults().lostCommit())) {
            return new RetriableCommitFailedException("the cluster did not answer");
        }
        try {
            membership.requireGroup().validate(request.sender(), false);
            membership.requireGroup().offsets().commit(request.offsets());
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Tells what became of what was sent. */
    void answer() {
        List<Runnable> due = List.copyOf(answers);
        answers.clear();
        due.forEach(Runnable::run);
    }
}
