package dev.regraft.backbone;

/**
 * Leaves a provider alone that fails again and again: after so many failures in a row nothing is sent for a while, then one request, whose end decides. Not
 * thread-safe. Times are those of {@code System.nanoTime}.
 */
final class CircuitBreaker {

    /** Where it stands. */
    sealed interface State {

        /** Requests go. */
        record Closed(int failures) implements State {
        }

        /** None goes until then. */
        record Open(long untilNanos) implements State {
        }

        /** One is out as a trial. */
        record Trying() implements State {
        }
    }

    private final int failuresToOpen;
    private final long pauseNanos;
    private State state = new State.Closed(0);

    CircuitBreaker(int failuresToOpen, long pauseNanos) {
        this.failuresToOpen = failuresToOpen;
        this.pauseNanos = pauseNanos;
    }

    /** What it is for people: {@code closed}, {@code open} or {@code trying}. */
    String word() {
        return switch (state) {
            case State.Closed _ -> "closed";
            case State.Open _ -> "open";
            case State.Trying _ -> "trying";
        };
    }

    /** How long until a request may go; {@code Long.MAX_VALUE} while the end of another decides. */
    long waitNanos(long nowNanos) {
        return switch (state) {
            case State.Closed _ -> 0;
            case State.Open(long untilNanos) -> Math.max(0, untilNanos - nowNanos);
            case State.Trying _ -> Long.MAX_VALUE;
        };
    }

    /** Whether nothing is sent for a known while. */
    boolean isOpen(long nowNanos) {
        return state instanceof State.Open(long untilNanos) && untilNanos - nowNanos > 0;
    }

    /** A request goes. */
    void begun() {
        if (state instanceof State.Open) {
            state = new State.Trying();
        }
    }

    /** The provider has answered. */
    void answered() {
        state = new State.Closed(0);
    }

    /** A request failed. */
    void failed(long nowNanos) {
        switch (state) {
            case State.Closed(int failures) when failures + 1 < failuresToOpen -> state = new State.Closed(failures + 1);
            case State.Closed _, State.Trying _ -> open(nowNanos);
            case State.Open _ -> { }
        }
    }

    /** No further request makes sense for a while. */
    void open(long nowNanos) {
        state = new State.Open(nowNanos + pauseNanos);
    }
}
