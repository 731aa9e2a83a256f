package dev.regraft.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What the coordinator knows of one {@code transactional.id}: who owns it, and the transaction that it is in. */
final class TransactionState {

    /** Who may write under the id: a producer with an older epoch is fenced. */
    record Identity(long producerId, int epoch) {
    }

    private final Set<SimPartition> partitions = new LinkedHashSet<>();
    private final Set<SimGroup> groups = new LinkedHashSet<>();
    private final List<Runnable> markers = new ArrayList<>();
    private Identity owner;
    private Identity ended;
    private boolean committed;
    private int timeoutMs;
    private long beganMs;
    private long decidedMs;

    TransactionState(long producerId) {
        owner = new Identity(producerId, -1);
    }

    /** Gives the id to a new producer. */
    Identity own(int newTimeoutMs) {
        timeoutMs = newTimeoutMs;
        return fence();
    }

    private Identity fence() {
        owner = new Identity(owner.producerId(), owner.epoch() + 1);
        return owner;
    }

    Identity owner() {
        return owner;
    }

    boolean isOpen() {
        return !partitions.isEmpty() || !groups.isEmpty();
    }

    boolean isCompleting() {
        return !markers.isEmpty();
    }

    boolean isTimedOut(long nowMs) {
        return isOpen() && nowMs - beganMs > timeoutMs;
    }

    boolean isDecidedSince(long durationMs, long nowMs) {
        return nowMs - decidedMs >= durationMs;
    }

    /** Whether the transaction of that producer was ended so, at its own wish: asking again does no harm. */
    boolean isEndedBy(Identity producer, boolean commit) {
        return producer.equals(ended) && committed == commit && owner.epoch() == producer.epoch() + 1;
    }

    void add(SimPartition partition, long nowMs) {
        begin(nowMs);
        partitions.add(partition);
    }

    void add(SimGroup group, long nowMs) {
        begin(nowMs);
        groups.add(group);
    }

    private void begin(long nowMs) {
        if (!isOpen()) {
            beganMs = nowMs;
        }
    }

    /** Ends the open transaction at the producer's wish. */
    void end(boolean commit, SimCluster cluster) {
        ended = owner;
        committed = commit;
        decide(commit, cluster);
    }

    /** Decides the open transaction; each partition and group hears of it when its marker is written, in an order that the seed chooses. */
    void decide(boolean commit, SimCluster cluster) {
        decidedMs = cluster.nowMs();
        long producerId = owner.producerId();
        partitions.forEach(partition -> markers.add(() -> partition.decide(producerId, commit, cluster.nowMs())));
        groups.forEach(group -> markers.add(() -> group.offsets().decide(producerId, commit)));
        partitions.clear();
        groups.clear();
        shuffle(cluster.random());
        fence();
    }

    private void shuffle(RandomGenerator random) {
        if (markers.size() > 1) {
            Collections.shuffle(markers, random);
        }
    }

    void writeMarker() {
        markers.removeLast().run();
    }

    /** Writes all markers that are missing. */
    void complete() {
        while (isCompleting()) {
            writeMarker();
        }
    }
}
