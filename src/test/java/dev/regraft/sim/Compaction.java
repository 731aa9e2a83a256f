package dev.regraft.sim;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What Kafka's log cleaner does to a partition of a compacted topic: in front of a point it keeps the newest record of each key, and
 * neither aborted records nor old tombstones: those that an earlier cleaning has met longer ago than their retention (KIP-534). Offsets keep
 * their gaps. The point lies at or before the last stable offset, and the last few entries, the active segment, are left alone, as are those
 * younger than the least lag.
 */
final class Compaction {

    private static final int MAX_ACTIVE_ENTRIES = 4;

    private final RandomGenerator random;

    Compaction(RandomGenerator random) {
        this.random = random;
    }

    /** Cleans up to a point that the seed chooses: half of the time as far as it may be. */
    void clean(SimPartition partition, long nowMs, Duration deleteRetention, Duration minLag) {
        List<LogEntry> entries = partition.entries();
        int cleanable = entries.size() - 1 - random.nextInt(MAX_ACTIVE_ENTRIES);
        long youngestMs = nowMs - minLag.toMillis();
        while (cleanable > 0 && (entries.get(cleanable - 1).offset() >= partition.stableEnd()
                || entries.get(cleanable - 1).appendedMs() > youngestMs)) {
            cleanable--;
        }
        if (cleanable <= 0) {
            return;
        }
        int cleaned = random.nextBoolean() ? cleanable : random.nextInt(cleanable) + 1;
        List<LogEntry> range = entries.subList(0, cleaned);
        Map<ByteBuffer, Long> newest = new HashMap<>();
        range.stream().filter(LogEntry::isCommittedRecord).forEach(entry -> newest.put(ByteBuffer.wrap(entry.key()), entry.offset()));
        range.removeIf(entry -> entry.isAbortedRecord()
                || entry.isRecord() && newest.get(ByteBuffer.wrap(entry.key())) > entry.offset()
                || entry.isTombstone() && nowMs >= partition.deleteHorizonMs(entry.offset(), nowMs + deleteRetention.toMillis()));
    }
}
