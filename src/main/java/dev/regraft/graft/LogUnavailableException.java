package dev.regraft.graft;

/** The log did not take a record, did not say so in time, or cannot be read. What was sent may still arrive. */
public final class LogUnavailableException extends RuntimeException {

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
