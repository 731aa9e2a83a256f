package dev.regraft.train;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How much labels count of which there are more examples than of others. */
public enum Balance {
    /** By whichever of the others proves best. */
    AUTO,
    /** As much as they have examples: a label that is frequent among the examples is taken to be frequent everywhere. */
    NONE,
    /** As much as each other: an example counts by the inverse of how frequent its label is. */
    INVERSE_FREQUENCY,
    /** As much as each other, and each as much at one value of the task's slice attributes as at another. */
    SLICES;

    /** Its name outside: {@code inverse-frequency}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The balance of that name. */
    public static Optional<Balance> of(String word) {
        return Stream.of(values()).filter(balance -> balance.word().equals(word)).findFirst();
    }
}
