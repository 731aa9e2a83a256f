package dev.regraft.chaos;

/**
 * A disturbance.
 *
 * @param at which share of the events has been sent before it comes, in [0, 1)
 * @param victim index of the replica or broker; of those whose moment finds its own victim, who is hit if none is found
 * @param delayMs how long after the moment it strikes
 * @param restartMs how long its victim stays down
 */
record Fault(double at, Kind kind, int victim, int delayMs, int restartMs) {

    /** What is done, and at which moment. */
    enum Kind {

        /** SIGKILL soon after examples were sent that the victim has to extract. */
        KILL_IN_EXTRACTION(1),
        /** SIGKILL while the victim has a transaction open. */
        KILL_IN_TRANSACTION(1),
        /** SIGKILL of the replica that trains the task, as it writes a head. */
        KILL_IN_PUBLISH(1),
        /** SIGKILL while the victim, told to end by SIGTERM, writes what it keeps. */
        KILL_IN_SNAPSHOT(1),
        /** SIGKILL, and again when the victim is back and reads what it had learned. */
        KILL_IN_FOLD(2),
        /** SIGTERM. */
        TERMINATE(0),
        /** SIGSTOP for twice the session time-out, then SIGCONT: a zombie. */
        FREEZE(0),
        /** SIGKILL of a broker. */
        KILL_BROKER(0);

        private final int kills;

        Kind(int kills) {
            this.kills = kills;
        }

        /** How often a service gets SIGKILL. */
        int kills() {
            return kills;
        }
    }
}
