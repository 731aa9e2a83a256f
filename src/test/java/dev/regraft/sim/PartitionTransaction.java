package dev.regraft.sim;

/** The part of a transaction that lies in one partition: open until its marker is written. */
public final class PartitionTransaction {

    private enum Outcome { OPEN, COMMITTED, ABORTED }

    private final long producerId;
    private final int epoch;
    private final long firstOffset;
    private Outcome outcome = Outcome.OPEN;

    PartitionTransaction(long producerId, int epoch, long firstOffset) {
        this.producerId = producerId;
        this.epoch = epoch;
        this.firstOffset = firstOffset;
    }

    void decide(boolean commit) {
        outcome = commit ? Outcome.COMMITTED : Outcome.ABORTED;
    }

    public long producerId() {
        return producerId;
    }

    public int epoch() {
        return epoch;
    }

    public long firstOffset() {
        return firstOffset;
    }

    public boolean isOpen() {
        return outcome == Outcome.OPEN;
    }

    public boolean isCommitted() {
        return outcome == Outcome.COMMITTED;
    }

    public boolean isAborted() {
        return outcome == Outcome.ABORTED;
    }

    @Override
    public String toString() {
        return producerId + "/" + epoch + " " + outcome;
    }
}
