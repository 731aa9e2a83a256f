package dev.regraft.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was promised and did not hold: how often of each kind, and the first few as they were. Written by many threads. */
final class Violations {

    private static final int KEPT = 5;

    private final SortedMap<String, List<String>> details = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** @param kind the promise that was broken, the same words for the same promise */
    synchronized void add(String kind, String detail) {
        counts.merge(kind, 1, Integer::sum);
        List<String> kept = details.computeIfAbsent(kind, _ -> new ArrayList<>());
        if (kept.size() < KEPT) {
            kept.add(detail);
        }
    }

    /** Notes a violation unless the claim holds. */
    void require(boolean holds, String kind, String detail) {
        if (!holds) {
            add(kind, detail);
        }
    }

    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        details.forEach((kind, kept) -> {
            text.append(kind).append(": ").append(counts.get(kind)).append('\n');
            kept.forEach(detail -> text.append("    ").append(detail).append('\n'));
        });
        return text.isEmpty() ? "none\n" : text.toString();
    }
}
