package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.junit.jupiter.api.Test;

/** How often evidence is wrong when one looks after every example of many streams, and how long it takes to be right. */
class EvidenceStreamsTest {

    private static final double ALPHA = 0.05;
    private static final double MARGIN = 0.01;
    private static final int STREAMS = 5_000;
    private static final int PAIRS = 2_000;

    /** By the number of pairs, the fewest wins with which a challenger is promoted. */
    private static final int[] SUPERIOR = fewestWins((pairs, wins) -> new Evidence(wins, pairs - wins, 0).isSuperior(ALPHA));
    /** The same by McNemar's exact test, two-sided, at p < 0.05. */
    private static final int[] MC_NEMAR = fewestWins((pairs, wins) -> 2 * RegularizedBeta.value(0.5, wins, pairs - wins + 1) < ALPHA);

    @FunctionalInterface
    private interface Rule {

        boolean promotes(int pairs, int wins);
    }

    /** What suffices grows with the pairs: a pair more calls for none or one win more. */
    private static int[] fewestWins(Rule rule) {
        int[] fewest = new int[PAIRS + 1];
        for (int pairs = 1; pairs <= PAIRS; pairs++) {
            int wins = Math.max(fewest[pairs - 1], pairs / 2 + 1);
            while (wins <= pairs && !rule.promotes(pairs, wins)) {
                wins++;
            }
            fewest[pairs] = wins;
        }
        return fewest;
    }

    /** After how many pairs each challenger is promoted that wins with that probability; one more than there are if it never is. */
    private static int[] promotions(int[] fewestWins, double winRate, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] promotions = new int[STREAMS];
        for (int stream = 0; stream < STREAMS; stream++) {
            SplittableRandom pairs = random.split();
            int wins = 0;
            int seen = 0;
            do {
                wins += pairs.nextDouble() < winRate ? 1 : 0;
                seen++;
            } while (seen < PAIRS && wins < fewestWins[seen]);
            promotions[stream] = wins >= fewestWins[seen] ? seen : PAIRS + 1;
        }
        Arrays.sort(promotions);
        return promotions;
    }

    private static double share(int[] promotions) {
        return Arrays.stream(promotions).filter(seen -> seen <= PAIRS).count() / (double) STREAMS;
    }

    @Test
    void equalChallengersAreRarelyPromotedHoweverOftenOneLooks() {
        double promoted = share(promotions(SUPERIOR, 0.5, 1));
        assertTrue(promoted <= ALPHA, "promoted " + promoted);
        assertTrue(promoted > 0.01, "a test that never promotes proves nothing: " + promoted);
        assertTrue(share(promotions(SUPERIOR, 0.45, 2)) <= 0.02);
    }

    @Test
    void mcNemarAskedAfterEveryPairPromotesManyOfTheSame() {
        double naive = share(promotions(MC_NEMAR, 0.5, 1));
        System.out.printf(Locale.ROOT, "Equal challengers promoted: by the e-process %.2f %%, by McNemar's test after every pair %.1f %%%n",
                100 * share(promotions(SUPERIOR, 0.5, 1)), 100 * naive);
        assertTrue(naive > 4 * ALPHA);
    }

    @Test
    void betterChallengersArePromotedSoon() {
        int[] promotions = promotions(SUPERIOR, 0.65, 3);
        assertTrue(promotions[STREAMS / 2] <= 75, "half of them after " + promotions[STREAMS / 2]);
        assertTrue(promotions[STREAMS * 8 / 10] <= 140, "most of them after " + promotions[STREAMS * 8 / 10]);
        assertEquals(1, share(promotions));
    }

    @Test
    void challengersThatAreWorseByTheMarginAreRarelyTakenForNotWorse() {
        assertTrue(takenForNotWorse(0.05, -MARGIN, 4) <= ALPHA);
        assertTrue(takenForNotWorse(0.05, -2 * MARGIN, 5) <= ALPHA / 5);
    }

    @Test
    void equalChallengersThatHardlyDifferAreFoundNotToBeWorse() {
        assertTrue(takenForNotWorse(0.02, 0, 6) > 0.8);
    }

    /**
     * Of 500 streams of 4,000 examples, the share in which the challenger is ever found above minus the margin.
     *
     * @param pairs share of examples on which one alone is right
     * @param difference by which share more of them it is the challenger
     */
    private static double takenForNotWorse(double pairs, double difference, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int streams = 500;
        int taken = 0;
        for (int stream = 0; stream < streams; stream++) {
            SplittableRandom examples = random.split();
            Evidence evidence = Evidence.NONE;
            boolean found = false;
            for (int i = 0; i < 4_000 && !found; i++) {
                double place = examples.nextDouble();
                evidence = evidence.plus(place < (pairs + difference) / 2 ? 1 : place < pairs ? -1 : 0);
                found = i % 16 == 0 && evidence.isAbove(-MARGIN, ALPHA);
            }
            taken += found ? 1 : 0;
        }
        return taken / (double) streams;
    }
}
