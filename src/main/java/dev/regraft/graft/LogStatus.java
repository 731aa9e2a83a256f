package dev.regraft.graft;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How this process gets on with the log: which of its readers ({@code follow}, {@code extract}, {@code train}) run, and which are stalled.
 * A stalled reader does not keep a replica from answering with the heads that it has.
 */
@Singleton
public final class LogStatus {

    private final Map<String, Optional<String>> readers = new ConcurrentHashMap<>();
    private volatile String refusal;

    /** @param stalled why that reader does not get on; empty if it does */
    public void set(String reader, Optional<String> stalled) {
        readers.put(reader, stalled);
    }

    /** @param reason why no reader can be started; null if they can */
    public void refuse(String reason) {
        refusal = reason;
    }

    /** Why no reader can be started. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether that reader is known to be stalled. */
    public boolean isStalled(String reader) {
        return readers.getOrDefault(reader, Optional.empty()).isPresent();
    }

    /** Each reader, by name, with {@code reads the log} or why it does not. */
    public SortedMap<String, String> describe() {
        SortedMap<String, String> described = new TreeMap<>();
        readers.forEach((reader, stalled) -> described.put(reader, stalled.map(why -> "stalled: " + why).orElse("reads the log")));
        return described;
    }
}
