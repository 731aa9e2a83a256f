package dev.regraft.backbone;

/** A request was turned away because too many wait already; it may come again. */
public final class LanesFullException extends RuntimeException {

    private static final int RETRY_AFTER_SECONDS = 1;

    LanesFullException(int waiting, int limit) {
        super("requests waiting must be fewer than " + limit + ": " + waiting);
    }

    /** When to come again, in seconds from now. */
    public int retryAfterSeconds() {
        return RETRY_AFTER_SECONDS;
    }
}
