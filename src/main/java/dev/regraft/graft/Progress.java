package dev.regraft.graft;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far into the log of examples something reaches: for each partition, the offset of the last record within.
 *
 * @param offsets last offset by partition
 */
public record Progress(SortedMap<Integer, Long> offsets) {

    /** Nothing yet. */
    public static final Progress NONE = new Progress(new TreeMap<>());

    public Progress {
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
    }

    /** As far as this and that record. */
    public Progress with(Position position) {
        SortedMap<Integer, Long> further = new TreeMap<>(offsets);
        further.merge(position.partition(), position.offset(), Math::max);
        return new Progress(further);
    }

    /** Whether everything within {@code wanted} is within this. */
    public boolean covers(Progress wanted) {
        for (Map.Entry<Integer, Long> place : wanted.offsets.entrySet()) {
            if (offsets.getOrDefault(place.getKey(), -1L) < place.getValue()) {
                return false;
            }
        }
        return true;
    }
}
