package dev.regraft.head;

/** Bytes that should be a head are none, or are damaged. */
public final class UnreadableHeadException extends RuntimeException {

    public UnreadableHeadException(String message) {
        super(message);
    }
}
