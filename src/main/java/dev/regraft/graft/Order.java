package dev.regraft.graft;

/** What an operator orders about a task's heads. */
public sealed interface Order {

    /** The head of that version goes live. */
    record Promote(int version) implements Order {
    }

    /** The head that was live before the present one goes live again. */
    record Rollback() implements Order {
    }
}
