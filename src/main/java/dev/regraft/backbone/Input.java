package dev.regraft.backbone;

/** What a backbone is given. */
public sealed interface Input permits Input.Text {

    /** A text as the client sent it, neither empty nor blank; {@link InputReader} makes it. */
    record Text(String text) implements Input {
    }
}
