package dev.regraft.backbone;

/**
 * The beginning of a text, as a remote model is sent it.
 *
 * @param text well-formed Unicode
 * @param truncated whether the text went on
 */
record RemoteText(String text, boolean truncated) implements PreparedInput {

    private static final int CHARACTERS_PER_TOKEN = 4;

    /** How many tokens the provider may count, about: that of an English text. */
    @Override
    public int length() {
        return 1 + text.length() / CHARACTERS_PER_TOKEN;
    }
}
