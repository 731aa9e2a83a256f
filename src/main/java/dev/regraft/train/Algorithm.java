package dev.regraft.train;

import dev.regraft.head.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a task's heads are learned. */
public enum Algorithm {
    /** By whichever of the others proves best. */
    AUTO,
    /** Linear discriminant analysis. */
    LDA,
    /** Multinomial logistic regression; of several labels, one logistic regression for each. */
    LOGISTIC,
    /** The nearest mean. */
    PROTOTYPE,
    /** Ridge regression. */
    RIDGE;

    /** Its name outside: {@code lda}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The algorithm of that name. */
    public static Optional<Algorithm> of(String word) {
        return Stream.of(values()).filter(algorithm -> algorithm.word().equals(word)).findFirst();
    }

    /** Whether it can answer that kind of question. */
    public boolean suits(Kind kind) {
        return switch (this) {
            case AUTO, RIDGE -> true;
            case LOGISTIC -> kind != Kind.REGRESSION;
            case LDA, PROTOTYPE -> kind == Kind.SINGLE_LABEL;
        };
    }
}
