package dev.regraft.graft;

/** The log did not take a record, or did not say so in time. What was sent may still arrive. */
public final class LogUnavailableException extends RuntimeException {

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
