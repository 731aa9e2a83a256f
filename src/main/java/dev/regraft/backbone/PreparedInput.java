package dev.regraft.backbone;

/** An input as its backbone's network takes it. */
public interface PreparedInput {

    /** How much work it is: tokens of a text, special ones included. */
    int length();
}
