package dev.regraft.quality;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * How a challenger did against a champion on examples that neither had learned when they predicted them. Immutable; made of counts alone,
 * so that it does not depend on the order of the examples and outlives a restart in three numbers.
 *
 * <p>Two tests read it. Both stay valid however often one looks, and while the challenger goes on learning, as long as predictions come before
 * labels (Ville's inequality):
 * <ul>
 * <li><em>Superiority</em>: an e-process against "the challenger wins at most half of the examples on which only one of the two is right", with a
 * uniform prior on its share p of wins over (½, 1]. With b wins and c losses, ln E = (b + c + 1) ln 2 + ln B(b + 1, c + 1) + ln I_½(c + 1, b + 1).
 * Under p ≤ ½ it ever reaches 1/α with a probability of at most α.</li>
 * <li><em>Size</em>: a confidence sequence for the mean of D ∈ {−1, 0, 1}, by betting (Waudby-Smith and Ramdas, JRSS-B 2024): against "the mean is
 * at most δ" the capital Π (1 + γ (D_i − δ)), here a mixture over fixed stakes γ, which is a function of the counts. δ is excluded from
 * below once the capital reaches 1/α, and from above by the same with D and δ negated.</li>
 * </ul>
 *
 * @param wins b, examples that the challenger alone was right of
 * @param losses c, examples that the champion alone was right of
 * @param ties examples that both were right of, or neither
 */
public record Evidence(long wins, long losses, long ties) {

    /** No example yet. */
    public static final Evidence NONE = new Evidence(0, 0, 0);

    /** Stakes, as shares of the greatest that can never lose everything: 1, 2^−½, 1/2 ... down to 1/512, each with the same share of the capital. */
    private static final int STAKES = 19;
    private static final double GREATEST_SHARE = 0.98;
    /** Bisections of [−1, 1]: to a millionth. */
    private static final int STEPS = 21;
    private static final double LN_2 = Math.log(2);

    /** From here to there. */
    public record Interval(double lower, double upper) {
    }

    public Evidence {
        if (wins < 0 || losses < 0 || ties < 0) {
            throw new IllegalArgumentException("counts of evidence must not be negative: " + wins + ", " + losses + ", " + ties);
        }
    }

    /** With one more example: positive if the challenger alone was right, negative if the champion alone was, 0 if they are even. */
    public Evidence plus(int difference) {
        return difference > 0 ? new Evidence(wins + 1, losses, ties)
                : difference < 0 ? new Evidence(wins, losses + 1, ties) : new Evidence(wins, losses, ties + 1);
    }

    /** With that of other examples. */
    public Evidence plus(Evidence other) {
        return new Evidence(wins + other.wins, losses + other.losses, ties + other.ties);
    }

    /** The same with the roles reversed. */
    public Evidence reversed() {
        return new Evidence(losses, wins, ties);
    }

    /** n, how many examples both predicted. */
    public long examples() {
        return wins + losses + ties;
    }

    /** Mean of D: by how much more of the examples the challenger was right, in [−1, 1]; 0 without any. */
    public double difference() {
        return examples() == 0 ? 0 : (double) (wins - losses) / examples();
    }

    /** ln E, of the e-process against "the challenger is no better". */
    public double logEValue() {
        return (wins + losses + 1) * LN_2 + LogBeta.value(wins + 1, losses + 1)
                + Math.log(RegularizedBeta.value(0.5, losses + 1, wins + 1));
    }

    /** Whether the challenger is better, with a probability of being wrong of at most alpha, whenever it is asked. */
    public boolean isSuperior(double alpha) {
        return logEValue() >= -Math.log(alpha);
    }

    /** ln of the capital won against "the mean of D is at most {@code difference}". */
    double logCapital(double difference) {
        double most = 1 / (1 + difference);
        double[] logs = new double[STAKES];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < STAKES; j++) {
            double stake = GREATEST_SHARE * most * Math.pow(2, -0.5 * j);
            logs[j] = wins * Math.log1p(stake * (1 - difference)) + ties * Math.log1p(-stake * difference)
                    + losses * Math.log1p(-stake * (1 + difference));
            greatest = Math.max(greatest, logs[j]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - greatest);
        }
        return greatest + Math.log(sum / STAKES);
    }

    /** Whether the mean of D is above {@code difference} in (−1, 1), with a probability of being wrong of at most alpha, whenever it is asked. */
    public boolean isAbove(double difference, double alpha) {
        return logCapital(difference) >= -Math.log(alpha);
    }

    /**
     * Where the mean of D lies. Each end is ever wrong with a probability of at most alpha.
     *
     * @param alpha in (0, 1)
     */
    public Interval interval(double alpha) {
        return new Interval(lower(alpha), -reversed().lower(alpha));
    }

    /** The capital falls as δ rises: the greatest δ that is excluded. */
    private double lower(double alpha) {
        double low = -1;
        double high = difference();
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (isAbove(middle, alpha)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
