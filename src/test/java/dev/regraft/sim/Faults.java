package dev.regraft.sim;

/**
 * How often the cluster does what Kafka may do, but seldom does; each is a chance between 0 and 1.
 *
 * @param emptyPoll a poll returns nothing
 * @param partialPoll a poll leaves a partition out, or takes only some of its records
 * @param slowRebalance joining, or hearing of a rebalance or of one's own removal, takes another poll
 * @param slowMarker a marker of a decided transaction is not written yet
 * @param bufferedSend a record that was sent waits in the producer, until a later call
 * @param lostAnswer a commit of a transaction, or a record, meets a time-out: half of them before, half after the effect
 * @param lostCommit an asynchronous commit of offsets is lost
 */
public record Faults(double emptyPoll, double partialPoll, double slowRebalance, double slowMarker, double bufferedSend,
        double lostAnswer, double lostCommit) {

    /** All goes well and at once. */
    public static Faults none() {
        return new Faults(0, 0, 0, 0, 0, 0, 0);
    }

    /** All happens now and then. */
    public static Faults rough() {
        return new Faults(0.2, 0.3, 0.3, 0.5, 0.3, 0.02, 0.05);
    }
}
