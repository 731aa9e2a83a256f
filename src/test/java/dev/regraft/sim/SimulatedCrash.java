package dev.regraft.sim;

/** The end of a simulated process: thrown out of the client call in which it dies, and out of every later one. */
@SuppressWarnings("serial")
public final class SimulatedCrash extends Error {

    SimulatedCrash(String process) {
        super("process " + process + " is dead", null, true, false);
    }
}
