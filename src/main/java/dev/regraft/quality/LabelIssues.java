package dev.regraft.quality;

import dev.regraft.head.LeftOut;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples whose label looks wrong, by confident learning (Northcutt, Jiang and Chuang, JAIR 70, 2021): the formulas of the paper.
 *
 * <p>How many: with p the probabilities of heads that did not know the example, t_j is the mean of p_j over the examples labeled j, how sure one
 * is usually of that label. C_ij counts the examples labeled i of which j is the most probable of the labels with p_j ≥ t_j; a row of it, scaled to the
 * number n_i of examples labeled i, tells how many of these should be labeled j.
 *
 * <p>Which: so many as that is for all i ≠ j, those of the least p_i of which another label is more probable. (CLINC150 with MiniLM, 50 a label, 15 %
 * flipped: ranked by p_i 98 % of as many as were flipped are right, by p_i − p_j 90 %; those counted in C alone miss a quarter.)
 *
 * @param examples how many were looked at
 * @param count of those under suspicion
 * @param worst the most suspicious ones, the worst first
 */
public record LabelIssues(long examples, long count, List<Issue> worst) {

    /**
     * One example under suspicion.
     *
     * @param given the label that it has
     * @param likely the label that it more likely should have
     * @param confidence probability of that one, in [0, 1]
     */
    public record Issue(String id, String given, String likely, double confidence) {
    }

    public LabelIssues {
        worst = List.copyOf(worst);
    }

    /** @param most how many of the most suspicious are told at most */
    public static LabelIssues of(LeftOut leftOut, int most) {
        List<Integer> wrong = IntStream.range(0, leftOut.size()).filter(i -> !leftOut.isRight(i)).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> leftOut.probabilities()[i][leftOut.given()[i]]).thenComparing(leftOut.ids()::get))
                .toList();
        long count = Math.min(wrong.size(), Math.round(mislabeled(leftOut)));
        return new LabelIssues(leftOut.size(), count, wrong.stream().limit(Math.min(count, most)).map(i -> issue(leftOut, i)).toList());
    }

    private static Issue issue(LeftOut leftOut, int i) {
        int likely = leftOut.best(i);
        return new Issue(leftOut.ids().get(i), leftOut.labels().get(leftOut.given()[i]), leftOut.labels().get(likely),
                leftOut.probabilities()[i][likely]);
    }

    /** Σ n_i C_ij / Σ_j C_ij over i ≠ j. */
    private static double mislabeled(LeftOut leftOut) {
        double[] usual = usual(leftOut);
        long[] examples = new long[usual.length];
        long[] counted = new long[usual.length];
        long[] elsewhere = new long[usual.length];
        for (int i = 0; i < leftOut.size(); i++) {
            int given = leftOut.given()[i];
            int likely = likely(leftOut.probabilities()[i], usual);
            examples[given]++;
            counted[given] += likely >= 0 ? 1 : 0;
            elsewhere[given] += likely >= 0 && likely != given ? 1 : 0;
        }
        double sum = 0;
        for (int k = 0; k < usual.length; k++) {
            sum += elsewhere[k] > 0 ? (double) examples[k] * elsewhere[k] / counted[k] : 0;
        }
        return sum;
    }

    /** t: the mean probability of each label over the examples that have it; above every probability where none has. */
    private static double[] usual(LeftOut leftOut) {
        double[] sums = new double[leftOut.labels().size()];
        double[] weights = new double[sums.length];
        for (int i = 0; i < leftOut.size(); i++) {
            int given = leftOut.given()[i];
            sums[given] += leftOut.weights()[i] * leftOut.probabilities()[i][given];
            weights[given] += leftOut.weights()[i];
        }
        for (int k = 0; k < sums.length; k++) {
            sums[k] = weights[k] > 0 ? sums[k] / weights[k] : Double.POSITIVE_INFINITY;
        }
        return sums;
    }

    /** The most probable of the labels that are as probable as usual; -1 if none is. */
    private static int likely(float[] probabilities, double[] usual) {
        int likely = -1;
        for (int k = 0; k < usual.length; k++) {
            if (probabilities[k] >= usual[k] && (likely < 0 || probabilities[k] > probabilities[likely])) {
                likely = k;
            }
        }
        return likely;
    }
}
