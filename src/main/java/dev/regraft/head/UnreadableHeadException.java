package dev.regraft.head;

/** Bytes that should be a head are none, are damaged, or come from a newer version of the format. */
public final class UnreadableHeadException extends RuntimeException {

    public UnreadableHeadException(String message) {
        super(message);
    }
}
