package dev.regraft.backbone;

/** What a backbone is given. */
public sealed interface Input permits Input.Text {

    /** What was sent, for people to read; null if it is no text. */
    String textOrNull();

    /** A text as the client sent it, neither empty nor blank; {@link InputReader} makes it. */
    record Text(String text) implements Input {

        @Override
        public String textOrNull() {
            return text;
        }
    }
}
