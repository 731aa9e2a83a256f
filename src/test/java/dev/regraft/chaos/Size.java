package dev.regraft.chaos;

/**
 * How much a plan holds. Every broker is killed once.
 *
 * @param examples that are sent, each under its own id
 * @param brokers 1 or 3
 * @param kills of services, at least
 * @param terminations of services
 * @param freezes of services
 */
record Size(int examples, int brokers, int kills, int terminations, int freezes) {

    /** Share of the examples that get another label later. */
    static final double RELABELED = 0.05;
    /** Share of the examples that are deleted later. */
    static final double DELETED = 0.02;
    /** Share of the deleted that come again. */
    static final double ADDED_AGAIN = 0.25;
    /** Records that cannot be read, for each example. */
    static final double GARBAGE = 0.001;
}
