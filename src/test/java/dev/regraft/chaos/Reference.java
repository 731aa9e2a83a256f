package dev.regraft.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What one process learns that nobody disturbs.
 *
 * <p>It is sent the examples that are left in the end, not what came before them: the head depends only on which examples are in, and
 * that this is so is part of what the comparison shows.
 *
 * @param folder of that process, whose prepared backbone others may use
 */
record Reference(Outcome outcome, double examplesPerSecond, Path folder) {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration LEARN_TIMEOUT = Duration.ofMinutes(5);

    /** Starts the process on topics of its own, has it learn, and ends it. */
    static Reference learn(SortedMap<String, Event.Put> survivors, Brokers brokers, Path folder) throws IOException, InterruptedException {
        Names names = new Names("reference.");
        try (Replica replica = Replica.of("reference", "extract,train,serve", brokers.bootstrapServers(), names.prefix(), folder);
                Progress progress = new Progress(brokers.bootstrapServers(), names)) {
            replica.start();
            if (!replica.awaitSteady(READY_TIMEOUT)) {
                throw new IllegalStateException("the reference did not become ready: see " + folder.resolve("log"));
            }
            Phase.define(replica);
            Instant start = Instant.now();
            try (Sender sender = new Sender(brokers.bootstrapServers(), names, List.copyOf(survivors.values()), progress)) {
                sender.finish();
            }
            Outcome outcome = awaitAll(replica, survivors, start.plus(LEARN_TIMEOUT));
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
            return new Reference(outcome, survivors.size() / seconds, folder);
        }
    }

    private static Outcome awaitAll(Replica replica, SortedMap<String, Event.Put> survivors, Instant end)
            throws IOException, InterruptedException {
        while (true) {
            Outcome outcome = Outcome.of(replica.client().get("/tasks/" + Names.TASK).body());
            if (outcome.counts(survivors)) {
                return outcome;
            }
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the reference did not learn all " + survivors.size() + " examples: " + outcome);
            }
            Thread.sleep(100);
        }
    }
}
