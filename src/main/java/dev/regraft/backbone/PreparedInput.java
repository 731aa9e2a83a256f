package dev.regraft.backbone;

/** An input as its backbone's network takes it. */
public interface PreparedInput {

    /** How much work it is: tokens of a text, special ones included, or as many as take as long. Inputs of one length run together. */
    int length();

    /** Whether the input was longer than the backbone reads. */
    default boolean truncated() {
        return false;
    }
}
