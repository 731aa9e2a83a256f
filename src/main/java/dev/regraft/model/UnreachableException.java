package dev.regraft.model;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A server could not be reached, broke off, or asked to come again later: another try may do. */
final class UnreachableException extends IOException {

    private final transient Duration retryAfter;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    /** @param retryAfter how long the server asked to wait; null if it did not */
    UnreachableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
