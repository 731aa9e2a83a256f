package dev.regraft.chaos;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run sends and how it is disturbed: a pure function of a seed and a size.
 *
 * @param events in the order in which they are sent
 * @param faults in the order in which they come
 */
record Plan(long seed, Size size, List<Event> events, List<Fault> faults) {

    static Plan of(long seed, Size size) {
        Random random = new Random(seed);
        return new Plan(seed, size, Events.of(size, random), Faults.of(size, random));
    }

    /** The examples that are left in the end, by id. */
    SortedMap<String, Event.Put> survivors() {
        return Events.survivors(events);
    }

    /** The ids of the records that nobody can read. */
    List<String> garbage() {
        return events.stream().filter(Event.Garbage.class::isInstance).map(Event::id).sorted().toList();
    }

    /** How many faults of that kind it holds. */
    long count(Fault.Kind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).count();
    }

    /** SHA-256, in hex, of all that it holds, written out: two plans with the same one are the same. */
    String fingerprint() {
        String text = Stream.concat(Stream.of(size), Stream.concat(events.stream(), faults.stream())).map(Object::toString)
                .collect(Collectors.joining("\n"));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
