package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceTest {

    private static final double ALPHA = 0.05;

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "0,1", "7,0", "0,7", "30,20", "20,30", "300,250", "3,900"})
    void eValueIsTheBetaBinomialMixture(int wins, int losses) {
        // E = 2 ∫ over (½, 1] of (2p)^b (2 (1 − p))^c dp = B(b+1, c+1) Σ_{k > c} C(n+1, k) · 2, by whole numbers
        int n = wins + losses;
        BigInteger sum = BigInteger.ZERO;
        for (int k = losses + 1; k <= n + 1; k++) {
            sum = sum.add(choose(n + 1, k));
        }
        BigDecimal beta = BigDecimal.ONE.divide(new BigDecimal(choose(n, wins).multiply(BigInteger.valueOf(n + 1))), MathContext.DECIMAL128);
        double expected = beta.multiply(new BigDecimal(sum), MathContext.DECIMAL128).doubleValue();
        assertEquals(expected, Math.exp(new Evidence(wins, losses, 5).logEValue()), 1e-9 * expected);
    }

    private static BigInteger choose(int n, int k) {
        BigInteger result = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            result = result.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
        }
        return result;
    }

    @Test
    void countsByWhoWasRight() {
        assertEquals(new Evidence(2, 1, 1), Evidence.NONE.plus(1).plus(-1).plus(0).plus(1));
        assertEquals(new Evidence(1, 2, 1), new Evidence(2, 1, 1).reversed());
        assertEquals(0.25, new Evidence(2, 1, 1).difference());
        assertEquals(0, Evidence.NONE.difference());
        assertThrows(IllegalArgumentException.class, () -> new Evidence(0, -1, 0));
    }

    @Test
    void nothingIsProvenByNothing() {
        assertEquals(0, Evidence.NONE.logEValue(), 1e-12);
        assertEquals(0, Evidence.NONE.logCapital(-0.3), 1e-12);
        assertEquals(new Evidence.Interval(-1, 1).lower(), Evidence.NONE.interval(ALPHA).lower(), 1e-5);
        assertEquals(1, Evidence.NONE.interval(ALPHA).upper(), 1e-5);
    }

    @Test
    void eachBetIsFairAtBest() {
        // The capital's mean after one more example, under any D whose mean is the one that is bet against, is what it was
        for (double difference : new double[] {-0.5, -0.01, 0, 0.2}) {
            for (Evidence before : new Evidence[] {Evidence.NONE, new Evidence(3, 1, 10), new Evidence(0, 9, 2)}) {
                double apart = Math.max(Math.abs(difference), 0.4);
                double win = (apart + difference) / 2;
                double mean = win * Math.exp(before.plus(1).logCapital(difference))
                        + (apart - win) * Math.exp(before.plus(-1).logCapital(difference))
                        + (1 - apart) * Math.exp(before.plus(0).logCapital(difference));
                double expected = Math.exp(before.logCapital(difference));
                assertEquals(expected, mean, 1e-9 * expected);
            }
        }
    }

    @Test
    void intervalHoldsWhatIsFoundAndNarrows() {
        double width = 2;
        for (int n = 100; n <= 102_400; n *= 4) {
            Evidence evidence = new Evidence(n * 6 / 100, n * 3 / 100, n - n * 9 / 100);
            Evidence.Interval interval = evidence.interval(ALPHA);
            assertTrue(interval.lower() < 0.03 && interval.upper() > 0.03, interval.toString());
            assertTrue(interval.upper() - interval.lower() < width);
            width = interval.upper() - interval.lower();
            assertEquals(interval.lower() > -0.01, evidence.isAbove(-0.01, ALPHA));
        }
        assertTrue(width < 0.01, "width " + width);
    }

    /** Looks after each of 1,000 examples, in 400 streams: a true mean leaves the interval on either side in at most 5 % of them. */
    @Test
    void intervalIsSeldomEverWrong() {
        Random random = new Random(7);
        int streams = 400;
        int below = 0;
        int above = 0;
        for (int stream = 0; stream < streams; stream++) {
            Evidence evidence = Evidence.NONE;
            boolean low = false;
            boolean high = false;
            for (int i = 0; i < 1_000; i++) {
                double u = random.nextDouble();
                evidence = evidence.plus(u < 0.12 ? 1 : u < 0.2 ? -1 : 0);
                low |= evidence.isAbove(0.04, ALPHA);
                high |= evidence.reversed().isAbove(-0.04, ALPHA);
            }
            below += low ? 1 : 0;
            above += high ? 1 : 0;
        }
        assertTrue(below <= 0.05 * streams && above <= 0.05 * streams, below + " and " + above + " of " + streams);
        assertTrue(below + above > 0, "a test that is never wrong would prove little");
    }

    @Test
    void betterHeadIsProvenByFewPairs() {
        Random random = new Random(11);
        int[] pairs = new int[501];
        for (int stream = 0; stream < pairs.length; stream++) {
            Evidence evidence = Evidence.NONE;
            while (!evidence.isSuperior(ALPHA)) {
                evidence = evidence.plus(random.nextDouble() < 0.65 ? 1 : -1);
            }
            pairs[stream] = (int) evidence.examples();
        }
        Arrays.sort(pairs);
        assertTrue(pairs[250] <= 75, "median " + pairs[250]);
    }

    @Test
    void muchEvidenceIsNoTrouble() {
        assertTrue(new Evidence(1L << 40, 0, 0).isSuperior(1e-12));
        assertFalse(new Evidence(0, 1L << 40, 1L << 40).isSuperior(0.5));
        assertEquals(0, new Evidence(1L << 40, 1L << 40, 1L << 40).interval(ALPHA).lower(), 1e-3);
    }
}
