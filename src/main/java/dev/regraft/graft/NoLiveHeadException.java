package dev.regraft.graft;

/** A prediction was asked of a task that has no live head to give it. */
public final class NoLiveHeadException extends RuntimeException {

    public NoLiveHeadException(String message) {
        super(message);
    }
}
