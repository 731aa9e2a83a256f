package dev.regraft.model;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param attempts tries of one call, or of one file without getting on, before it is given up
 * @param firstPause after the first failure; twice as long after each other
 * @param longestPause most that is waited between two tries, whatever a server asks for
 * @param connect most that a connection takes
 * @param silence most that passes until an answer begins, and between two pieces of it
 */
public record Patience(int attempts, Duration firstPause, Duration longestPause, Duration connect, Duration silence) {

    /** That of the tools of Hugging Face: ten seconds for a server to answer, five tries. */
    public static Patience usual() {
        return new Patience(5, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /** For one try only: where there is something to go on with. */
    Patience once() {
        return new Patience(1, firstPause, longestPause, connect, silence);
    }

    /** Waits after a failure. */
    void rest(int failures, UnreachableException failure) throws InterruptedException {
        Duration grown = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration asked = failure.retryAfter().orElse(grown);
        Thread.sleep(asked.compareTo(longestPause) < 0 ? asked : longestPause);
    }
}
