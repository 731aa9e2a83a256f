package dev.regraft.train;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a text classifier of mere word counts is right of: the yardstick that a backbone of texts must not fall short of. Multinomial naive
 * Bayes over which words and pairs of neighbouring words a text has, in lower case, hashed into {@value #BUCKETS} buckets.
 *
 * <p>ln p(k | text) = ln n_k + Σ_t ln((N_kt + s_t) / (N_k + Σ s)) + const, with N_kt the texts of label k that have bucket t and N_k their
 * sum. There are two smoothings: s_t the same for all buckets, or by their share in all texts, so that
 * what is unseen in a label speaks neither for nor against it. With the first, rare labels draw texts to themselves; few texts of easy labels
 * are told better by it. Leaving a text out is exact, but for the number of buckets: its own counts are taken from its label and from the
 * shares, and a bucket that it alone has does not count.
 */
final class WordCounts {

    static final int BUCKETS = 1 << 16;

    /** s_t where it is the same for all buckets in use, and Σ s where it is by their shares. */
    static final double EACH = 0.1;
    static final double SHARED = 300;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final int[][] texts;
    private final int[] given;
    private final int classes;
    /** n_k and N_k. */
    private final int[] examples;
    private final long[] totals;
    /** Of each bucket in use: its labels, and in how many of their texts and of all texts it is. */
    private final int[][] bucketLabels = new int[BUCKETS][];
    private final int[][] bucketCounts = new int[BUCKETS][];
    private final int[] bucketTotals = new int[BUCKETS];
    private final long bucketsInUse;

    /**
     * @param given index of each text's label
     * @param classes C, more than any index
     */
    WordCounts(List<String> texts, int[] given, int classes) {
        this.texts = texts.stream().map(WordCounts::buckets).toArray(int[][]::new);
        this.given = given;
        this.classes = classes;
        this.examples = new int[classes];
        this.totals = new long[classes];
        for (int i = 0; i < given.length; i++) {
            examples[given[i]]++;
            totals[given[i]] += this.texts[i].length;
        }
        count();
        this.bucketsInUse = Arrays.stream(bucketTotals).filter(total -> total > 0).count();
    }

    /** Distinct buckets of a text's words and pairs of words. */
    static int[] buckets(String text) {
        Set<Integer> buckets = new HashSet<>();
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        String former = "";
        while (words.find()) {
            buckets.add(bucket(words.group()));
            buckets.add(bucket(former + " " + words.group()));
            former = words.group();
        }
        return buckets.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    private static int bucket(String words) {
        int hash = words.hashCode() * 0x9e3779b9;
        return (hash ^ hash >>> 15) & BUCKETS - 1;
    }

    private void count() {
        long[] pairs = IntStream.range(0, texts.length).boxed()
                .flatMapToLong(i -> Arrays.stream(texts[i]).mapToLong(bucket -> (long) bucket << 32 | given[i])).sorted().toArray();
        for (int from = 0, to; from < pairs.length; from = to) {
            int bucket = (int) (pairs[from] >> 32);
            to = from;
            while (to < pairs.length && (int) (pairs[to] >> 32) == bucket) {
                to++;
            }
            int[] labels = Arrays.stream(pairs, from, to).mapToInt(pair -> (int) pair).toArray();
            bucketLabels[bucket] = Arrays.stream(labels).distinct().toArray();
            bucketCounts[bucket] = new int[bucketLabels[bucket].length];
            bucketTotals[bucket] = to - from;
            int at = 0;
            for (int label : labels) {
                at += bucketLabels[bucket][at] == label ? 0 : 1;
                bucketCounts[bucket][at]++;
            }
        }
    }

    /**
     * Which of the first {@code asked} texts are given their label without being counted themselves.
     *
     * @param even whether all buckets are smoothed alike
     */
    BitSet right(int asked, boolean even) {
        double smoothing = even ? EACH * bucketsInUse : SHARED;
        double[] logExamples = Arrays.stream(examples).mapToDouble(StrictMath::log).toArray();
        double[] logTotals = Arrays.stream(totals).mapToDouble(total -> StrictMath.log(total + smoothing)).toArray();
        long all = Arrays.stream(totals).sum();
        BitSet right = new BitSet();
        double[] scores = new double[classes];
        for (int i = 0; i < asked; i++) {
            int own = given[i];
            int[] known = Arrays.stream(texts[i]).filter(bucket -> bucketTotals[bucket] > 1).toArray();
            for (int k = 0; k < classes; k++) {
                scores[k] = logExamples[k] - known.length * logTotals[k];
            }
            scores[own] = StrictMath.log(examples[own] - 1.0)
                    - known.length * StrictMath.log(totals[own] - texts[i].length + smoothing);
            for (int bucket : known) {
                double share = (bucketTotals[bucket] - 1.0) / (all - texts[i].length);
                addEvidence(scores, bucket, own, even ? EACH : SHARED * share);
            }
            right.set(i, best(scores) == own);
        }
        return right;
    }

    /**
     * Adds ln(1 + N_kt / s_t) to the labels that have a bucket; ln s_t is the same for all.
     *
     * @param own label of the text that is left out
     * @param smoothing s_t
     */
    private void addEvidence(double[] scores, int bucket, int own, double smoothing) {
        int[] labels = bucketLabels[bucket];
        for (int at = 0; at < labels.length; at++) {
            int count = bucketCounts[bucket][at] - (labels[at] == own ? 1 : 0);
            scores[labels[at]] += StrictMath.log1p(count / smoothing);
        }
    }

    private static int best(double[] scores) {
        int best = 0;
        for (int k = 1; k < scores.length; k++) {
            best = scores[k] > scores[best] ? k : best;
        }
        return best;
    }
}
