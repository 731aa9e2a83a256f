package dev.regraft.chaos;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Decides, when nothing is disturbed any more, whether the replicas came to what the undisturbed process had come to. */
final class Checker {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CONVERGE_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STAYS = Duration.ofSeconds(2);

    private final List<Replica> replicas;
    private final Violations violations;

    Checker(List<Replica> replicas, Violations violations) {
        this.replicas = replicas;
        this.violations = violations;
    }

    /**
     * Waits until every replica answers with the expected outcome, and looks again a little later.
     *
     * @return how long they took
     */
    Duration awaitOutcome(Outcome expected, SortedMap<String, Event.Put> survivors) throws InterruptedException {
        for (Replica replica : replicas) {
            violations.require(replica.awaitSteady(READY_TIMEOUT), "a replica did not become ready",
                    replica.name() + " was not ready " + READY_TIMEOUT + " after the last fault");
        }
        violations.require(expected.counts(survivors), "the undisturbed process did not learn what was sent", expected.toString());
        Instant start = Instant.now();
        Instant end = start.plus(CONVERGE_TIMEOUT);
        while (Instant.now().isBefore(end) && !replicas.stream().allMatch(replica -> has(replica, expected))) {
            Thread.sleep(100);
        }
        Duration took = Duration.between(start, Instant.now());
        Thread.sleep(STAYS);
        for (Replica replica : replicas) {
            violations.require(has(replica, expected), "the final head is not that of the undisturbed process",
                    replica.name() + " has " + outcome(replica) + " after " + took + ", expected " + expected);
        }
        return took;
    }

    private static boolean has(Replica replica, Outcome expected) {
        return outcome(replica).filter(expected::equals).isPresent();
    }

    private static Optional<Outcome> outcome(Replica replica) {
        try {
            return Optional.of(Outcome.of(replica.client().get("/tasks/" + Names.TASK).body()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
