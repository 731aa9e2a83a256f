package dev.regraft.sim;

import dev.regraft.sim.TransactionState.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The transaction coordinator, as of {@code transaction.version=2}: an epoch for every transaction, one owner for every
 * {@code transactional.id}. A transaction ends in two steps: it is decided, and then its markers are written, one by one.
 */
final class Transactions {

    /** So long after the decision all markers are written for sure. */
    private static final long MAX_MARKERS_MS = 1_000;

    private final SimCluster cluster;
    private final Map<String, TransactionState> states = new LinkedHashMap<>();
    private long lastProducerId;

    Transactions(SimCluster cluster) {
        this.cluster = cluster;
    }

    long newProducerId() {
        return ++lastProducerId;
    }

    /** Makes the caller the owner of the id; what an earlier one left open is aborted, what it decided is completed. */
    Identity own(String id, int timeoutMs) {
        TransactionState state = states.computeIfAbsent(id, _ -> new TransactionState(newProducerId()));
        if (state.isOpen()) {
            state.decide(false, cluster);
        }
        state.complete();
        return state.own(timeoutMs);
    }

    /**
     * Appends a record to the owner's transaction.
     *
     * @throws InvalidProducerEpochException or ProducerFencedException, as the seed chooses, if it is not the owner
     */
    long append(String id, Identity producer, SimPartition partition, SimPartition.Draft draft) {
        TransactionState state = states.get(id);
        if (!state.owner().equals(producer)) {
            throw cluster.random().nextBoolean() ? fenced(id) : new InvalidProducerEpochException(id + " is written with an old epoch");
        }
        state.complete();
        state.add(partition, cluster.nowMs());
        return partition.append(draft, producer.producerId(), producer.epoch(), cluster.nowMs());
    }

    /** Holds offsets of a group until the owner's transaction is decided. */
    void addOffsets(String id, Identity producer, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        TransactionState state = states.get(id);
        if (!state.owner().equals(producer)) {
            throw fenced(id);
        }
        SimGroup group = cluster.group(metadata.groupId());
        group.validate(metadata, true);
        state.complete();
        state.add(group, cluster.nowMs());
        group.offsets().hold(producer.producerId(), offsets);
    }

    /**
     * Ends the owner's transaction.
     *
     * @return the identity that its next transaction has
     * @throws ProducerFencedException if it is not the owner, or the transaction timed out
     */
    Identity end(String id, Identity producer, boolean commit) {
        TransactionState state = states.get(id);
        if (!state.isEndedBy(producer, commit)) {
            if (!state.owner().equals(producer)) {
                throw fenced(id);
            }
            state.end(commit, cluster);
            writeSome(state);
        }
        return state.owner();
    }

    private static ProducerFencedException fenced(String id) {
        return new ProducerFencedException("there is a newer producer with the transactionalId " + id + ", or its transaction timed out");
    }

    /** Aborts what timed out, and writes some of the markers that are missing. */
    void step() {
        for (TransactionState state : states.values()) {
            if (state.isTimedOut(cluster.nowMs())) {
                state.decide(false, cluster);
            }
            writeSome(state);
        }
    }

    private void writeSome(TransactionState state) {
        if (state.isCompleting() && state.isDecidedSince(MAX_MARKERS_MS, cluster.nowMs())) {
            state.complete();
        }
        while (state.isCompleting() && !cluster.happens(cluster.faults().slowMarker())) {
            state.writeMarker();
        }
    }

    /** Writes all markers that are missing. */
    void complete() {
        states.values().forEach(TransactionState::complete);
    }
}
