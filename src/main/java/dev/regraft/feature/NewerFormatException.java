package dev.regraft.feature;

/** A record comes from a later version of this service, which alone can read it. */
public final class NewerFormatException extends IllegalArgumentException {

    /** @param message the record, the version that it has and the one that is read here */
    public NewerFormatException(String message) {
        super(message);
    }
}
