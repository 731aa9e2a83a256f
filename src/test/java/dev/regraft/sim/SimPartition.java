package dev.regraft.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The log of one partition, its open transactions, and how far it may be read. There is one replica: the high watermark is the end. */
final class SimPartition {

    /** A record before it has an offset. */
    record Draft(byte[] key, byte[] value, List<Header> headers, long timestampMs) {
    }

    /** What a reader gets, and where it goes on. */
    record Fetched(List<LogEntry> records, long nextOffset) {
    }

    private final Map<Long, Long> deleteHorizonsMs = new HashMap<>();
    private final TopicPartition name;
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<LogEntry> history = new ArrayList<>();
    /** By producer, in the order of their first offsets. */
    private final Map<Long, PartitionTransaction> open = new LinkedHashMap<>();
    private long end;

    SimPartition(TopicPartition name) {
        this.name = name;
    }

    TopicPartition name() {
        return name;
    }

    /** From when on a tombstone may be taken out: what the first cleaning that met it has said. */
    long deleteHorizonMs(long offset, long ifFirstMet) {
        return deleteHorizonsMs.merge(offset, ifFirstMet, (first, _) -> first);
    }

    /** The entries that compaction left. */
    List<LogEntry> entries() {
        return entries;
    }

    /** All that was ever appended. */
    List<LogEntry> history() {
        return history;
    }

    long end() {
        return end;
    }

    /** The last stable offset: the first of an open transaction, or the end. */
    long stableEnd() {
        return open.isEmpty() ? end : open.values().iterator().next().firstOffset();
    }

    long end(boolean committedOnly) {
        return committedOnly ? stableEnd() : end;
    }

    /** Appends outside of transactions. */
    long append(Draft draft, long nowMs) {
        return append(draft, LogEntry.Kind.RECORD, null, nowMs);
    }

    /** Appends to the producer's transaction, which begins here if it has not begun. */
    long append(Draft draft, long producerId, int epoch, long nowMs) {
        PartitionTransaction transaction = open.computeIfAbsent(producerId, id -> new PartitionTransaction(id, epoch, end));
        return append(draft, LogEntry.Kind.RECORD, transaction, nowMs);
    }

    /** Writes the marker of the producer's transaction. */
    void decide(long producerId, boolean commit, long nowMs) {
        PartitionTransaction transaction = open.remove(producerId);
        if (transaction != null) {
            transaction.decide(commit);
            Draft marker = new Draft(null, null, List.of(), nowMs);
            append(marker, commit ? LogEntry.Kind.COMMIT : LogEntry.Kind.ABORT, transaction, nowMs);
        }
    }

    private long append(Draft draft, LogEntry.Kind kind, PartitionTransaction transaction, long nowMs) {
        LogEntry entry = new LogEntry(end, draft.timestampMs(), nowMs, draft.key(), draft.value(), draft.headers(), kind, transaction);
        entries.add(entry);
        history.add(entry);
        return end++;
    }

    /** At most so many records from an offset on and below a bound; the reader goes on behind the last, or at the bound. */
    Fetched fetch(long from, long bound, int maxRecords, boolean committedOnly) {
        List<LogEntry> records = new ArrayList<>();
        for (int i = indexOf(from); i < entries.size() && entries.get(i).offset() < bound; i++) {
            LogEntry entry = entries.get(i);
            if (committedOnly ? entry.isCommittedRecord() : entry.isRecord()) {
                records.add(entry);
                if (records.size() == maxRecords) {
                    return new Fetched(records, entry.offset() + 1);
                }
            }
        }
        return new Fetched(records, Math.max(from, bound));
    }

    /** Where the first entry at or behind the offset is. */
    private int indexOf(long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
