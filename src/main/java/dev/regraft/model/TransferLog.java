package dev.regraft.model;

import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Counts the bytes of a model as they come, and tells a listener several times a second, the log every few. One thread's. */
final class TransferLog {

    private static final Logger LOG = Logger.getLogger(TransferLog.class);
    private static final long TOLD_NANOS = 200_000_000;
    private static final long LOGGED_NANOS = 5_000_000_000L;

    private final String source;
    private final Consumer<Transfer> listener;
    private long ofBytes;
    private long doneBytes;
    private long toldNanos = System.nanoTime() - TOLD_NANOS;
    private long loggedNanos = System.nanoTime();

    /**
     * @param source what is fetched
     * @param ofBytes there will be; -1 while that is not known
     */
    TransferLog(String source, long ofBytes, Consumer<Transfer> listener) {
        this.source = source;
        this.ofBytes = ofBytes;
        this.listener = listener;
    }

    /** Some came, or, below zero, have to come again. */
    void add(long bytes) {
        doneBytes += bytes;
        long now = System.nanoTime();
        if (now - toldNanos >= TOLD_NANOS) {
            tell(now);
        }
        if (now - loggedNanos >= LOGGED_NANOS) {
            loggedNanos = now;
            LOG.infof("Fetching %s: %d of %s MB", source, doneBytes / 1_000_000, ofBytes < 0 ? "?" : ofBytes / 1_000_000);
        }
    }

    private void tell(long now) {
        toldNanos = now;
        listener.accept(new Transfer(doneBytes, ofBytes));
    }

    /** All is here. */
    void end() {
        ofBytes = doneBytes;
        tell(System.nanoTime());
    }
}
