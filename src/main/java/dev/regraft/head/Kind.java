package dev.regraft.head;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a task asks of an input. */
public enum Kind {
    /** Which one of the labels it has. */
    SINGLE_LABEL,
    /** Which of the labels it has, none and all included. */
    MULTI_LABEL,
    /** A number. */
    REGRESSION;

    /** Its name outside: {@code single-label}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that name. */
    public static Optional<Kind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
