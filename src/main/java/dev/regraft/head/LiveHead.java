package dev.regraft.head;

import java.util.Optional;

/**
 * Which head of a task is live: one volatile reference.
 *
 * <p>Written by the one thread that follows the log of heads. A request reads it once and uses what it got to the end, so an
 * answer never mixes two heads and a swap never waits for a request.
 */
public final class LiveHead {

    private volatile HeadVersion live;

    /** The head that answers now; empty while the task has none. */
    public Optional<HeadVersion> get() {
        return Optional.ofNullable(live);
    }

    /** Swaps; null takes the task out of service. */
    public void set(HeadVersion head) {
        live = head;
    }
}
