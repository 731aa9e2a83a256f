package dev.regraft.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was done to services and brokers, as it was done. Written by the saboteur. */
final class Deeds {

    /** What one signal was. */
    enum Signal { KILL, TERMINATE, FREEZE, KILL_BROKER }

    /**
     * One signal.
     *
     * @param aimed whether the moment that the plan wants was found
     * @param trainer whether the victim was the replica that trained the task
     */
    record Deed(Instant at, Fault.Kind kind, Signal signal, String victim, boolean aimed, boolean trainer) {
    }

    private final List<Deed> deeds = new ArrayList<>();

    synchronized void add(Deed deed) {
        deeds.add(deed);
    }

    synchronized List<Deed> all() {
        return List.copyOf(deeds);
    }

    long count(Signal signal) {
        return all().stream().filter(deed -> deed.signal() == signal).count();
    }
}
