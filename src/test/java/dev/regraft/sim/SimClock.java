package dev.regraft.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The time of a simulation, in milliseconds: it stands still until the scheduler moves it. */
public final class SimClock implements InstantSource {

    private final Map<String, Long> aheadMs = new HashMap<>();
    private long nowMs;

    public SimClock(Instant start) {
        nowMs = start.toEpochMilli();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs);
    }

    @Override
    public long millis() {
        return nowMs;
    }

    /** @throws IllegalArgumentException if it is negative: the cluster's time does not go back */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time must not go back: " + by);
        }
        nowMs += by.toMillis();
    }

    /** Moves the clock of one process only, back too; it keeps the difference, over restarts as well. */
    public void jump(SimProcess process, Duration by) {
        aheadMs.merge(process.name(), by.toMillis(), Long::sum);
    }

    /** The time as the process sees it. */
    public InstantSource seenBy(SimProcess process) {
        String name = process.name();
        return () -> Instant.ofEpochMilli(nowMs + aheadMs.getOrDefault(name, 0L));
    }
}
