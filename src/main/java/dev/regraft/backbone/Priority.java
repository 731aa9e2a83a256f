package dev.regraft.backbone;

/** Whose request goes first: as long as one to serve waits, none to extract is begun. */
public enum Priority {

    /** Someone waits for the answer. */
    SERVE,

    /** Features for the log: to be made when nobody waits. */
    EXTRACT
}
