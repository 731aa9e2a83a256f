package dev.regraft.graft;

/** What the log still holds of a task's examples as they came, for those who look at them. */
public interface ExampleArchive {

    /** One that holds nothing. */
    ExampleArchive NOTHING = new ExampleArchive() {
    };
}
