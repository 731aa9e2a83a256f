package dev.regraft.backbone;

/** A backbone is not there yet, or could not be prepared: worth another try later. */
public final class BackboneNotReadyException extends RuntimeException {

    /** @param message which one, and why */
    public BackboneNotReadyException(String message) {
        super(message);
    }
}
