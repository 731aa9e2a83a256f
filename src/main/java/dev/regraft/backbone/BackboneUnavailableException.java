package dev.regraft.backbone;

/**
 * A backbone is not there just now: it is being imported, or could not be, or those who run it cannot be reached or do not do what they
 * should. No input is at fault: it may come again.
 */
public final class BackboneUnavailableException extends IllegalStateException {

    private final int retryAfterSeconds;

    BackboneUnavailableException(String backbone, String reason, long retryAfterNanos) {
        super("backbone " + backbone + " is not available: " + reason);
        this.retryAfterSeconds = (int) Math.clamp(Math.ceilDiv(retryAfterNanos, 1_000_000_000L), 1, 3_600);
    }

    /** When to come again, in seconds from now. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
