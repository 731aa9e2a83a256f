package dev.regraft.quality;

import dev.regraft.head.Metrics;
import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Whether a backbone's features suit the labels of a task: the numbers, and a warning in plain words where they do not.
 *
 * <p>Shares are of examples left out of learning, in [0, 1]. All numbers but the first are null where there are too few examples.
 *
 * @param examples how many were asked
 * @param looAccuracy share that the head is right of
 * @param looInterval where that share lies with 95 % confidence in examples to come
 * @param neighbourAccuracy share that have the label of their nearest neighbour
 * @param simpleAccuracy share that a simple head is right of which gives all labels the same chance, the mean over labels
 * @param shuffledAccuracy the same when the labels are shuffled, on average
 * @param pValue how probable shuffled labels are to do as well as the true ones
 * @param majorityAccuracy share that have the most frequent label
 * @param wordsAccuracy share that simple word counts are right of; null as well where texts are not known
 * @param warning why the backbone does not suit the task; null if nothing speaks against it
 * @param note what cannot be said, and why; null if all can
 */
public record Mismatch(int examples, Double looAccuracy, Metrics.Interval looInterval, Double neighbourAccuracy, Double simpleAccuracy,
        Double shuffledAccuracy, Double pValue, Double majorityAccuracy, Double wordsAccuracy, String warning, String note) {

    /** Fewest examples that a warning is given on. */
    public static final int FROM = 50;

    /** Labels that shuffled ones equal with a greater probability are no better than shuffled. */
    private static final double NO_BETTER_P = 0.05;
    /** Word counts are better if by chance they would be so with at most this probability, and by this share of the examples. */
    private static final double WORDS_P = 0.05;
    private static final double WORDS_MARGIN = 0.02;

    private static final String NO_TEXTS = "not compared with word counts: too few texts of the examples are known";

    /**
     * Word counts against the better of the head and the nearest neighbour, on the same examples.
     *
     * @param learnedFrom what all were learned from, in words: {@code all others}
     * @param examples how many had texts
     * @param accuracy share that word counts are right of
     * @param backboneAccuracy share that the backbone's is right of
     * @param onlyWords of how many word counts alone are right
     * @param onlyBackbone of how many the backbone's alone is right
     */
    public record Words(String learnedFrom, int examples, double accuracy, double backboneAccuracy, int onlyWords, int onlyBackbone) {

        /** How probable it is that so many of the examples that only one is right of fall to word counts, if both are alike. */
        double pValue() {
            return onlyWords == 0 ? 1 : RegularizedBeta.value(0.5, onlyWords, onlyBackbone + 1.0);
        }

        private String warning() {
            return String.format(Locale.ROOT, "simple word counts are right of %.1f %%, the best that was made of this backbone's features "
                    + "of %.1f %%, on the same %d texts, learned from %s", 100 * accuracy, 100 * backboneAccuracy, examples, learnedFrom);
        }

        boolean clearlyBetter() {
            return accuracy - backboneAccuracy >= WORDS_MARGIN && pValue() <= WORDS_P;
        }
    }

    /**
     * Where there are too few examples for any number.
     *
     * @param labels how many different ones they have
     * @param answerable how many examples have a label that others have too
     */
    public static Mismatch unknown(int examples, int labels, int answerable) {
        String note = labels < 2 ? "nothing to tell apart: examples have " + labels + " of at least 2 labels" : tooFew(answerable);
        return new Mismatch(examples, null, null, null, null, null, null, null, null, null, note);
    }

    /**
     * The numbers and what they say.
     *
     * @param words comparisons with word counts, that of all examples first; none where texts are not known
     */
    public static Mismatch of(int examples, double looAccuracy, Metrics.Interval looInterval, double neighbourAccuracy,
            double simpleAccuracy, double shuffledAccuracy, double pValue, double majorityAccuracy, List<Words> words) {
        Mismatch found = new Mismatch(examples, looAccuracy, looInterval, neighbourAccuracy, simpleAccuracy, shuffledAccuracy, pValue,
                majorityAccuracy, words.isEmpty() ? null : words.getFirst().accuracy(), null, null);
        return found.with(found.warning(words), words.isEmpty() ? NO_TEXTS : null);
    }

    /**
     * The same numbers without a verdict where there are too few examples for one.
     *
     * @param answerable how many examples have a label that others have too
     */
    public Mismatch onlyFrom(int answerable) {
        return answerable < FROM ? with(null, tooFew(answerable)) : this;
    }

    private static String tooFew(int answerable) {
        return "too few examples of labels that others have too to say whether the backbone suits the task: " + answerable + " of at least "
                + FROM;
    }

    private Mismatch with(String newWarning, String newNote) {
        return new Mismatch(examples, looAccuracy, looInterval, neighbourAccuracy, simpleAccuracy, shuffledAccuracy, pValue,
                majorityAccuracy, wordsAccuracy, newWarning, newNote);
    }

    private String warning(List<Words> words) {
        double best = Math.max(looAccuracy, neighbourAccuracy);
        if (pValue > NO_BETTER_P) {
            return String.format(Locale.ROOT, "the labels do no better than shuffled ones (p = %.2f): what the backbone sees of the inputs "
                    + "says nothing about them", pValue);
        }
        if (best <= majorityAccuracy) {
            return String.format(Locale.ROOT, "always answering the most frequent label is right of %.1f %%, the head on this backbone of "
                    + "%.1f %%", 100 * majorityAccuracy, 100 * looAccuracy);
        }
        return words.stream().filter(Words::clearlyBetter).findFirst().map(Words::warning).orElse(null);
    }
}
