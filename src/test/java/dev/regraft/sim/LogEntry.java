package dev.regraft.sim;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;

/**
 * One offset of a log: a record, or the marker that decides a transaction.
 *
 * @param timestampMs as the producer saw the time
 * @param appendedMs as the cluster saw the time
 * @param transaction what it belongs to, null if to none
 */
public record LogEntry(long offset, long timestampMs, long appendedMs, byte[] key, byte[] value, List<Header> headers, Kind kind,
        PartitionTransaction transaction) {

    /** What takes up the offset. */
    public enum Kind { RECORD, COMMIT, ABORT }

    public boolean isRecord() {
        return kind == Kind.RECORD;
    }

    public boolean isTombstone() {
        return isRecord() && value == null;
    }

    /** Whether it is a record whose transaction, if any, is committed. */
    public boolean isCommittedRecord() {
        return isRecord() && (transaction == null || transaction.isCommitted());
    }

    /** Whether it is a record of an aborted transaction. */
    public boolean isAbortedRecord() {
        return isRecord() && transaction != null && transaction.isAborted();
    }

    /** Key and value read as text. */
    @Override
    public String toString() {
        return "%d %s %s=%s @%d %s %s".formatted(offset, kind, text(key), text(value), timestampMs, headers, transaction);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }
}
