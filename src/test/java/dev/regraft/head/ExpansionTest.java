package dev.regraft.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTest {

    @ParameterizedTest
    @CsvSource({"1,1,0", "1,13,7", "3,1,-1", "13,3,42", "64,65,1", "65,64,9223372036854775807",
            "207,100,-9223372036854775808", "384,1025,5"})
    void featuresAreThoseOfTheDefinition(int dimension, int width, long seed) {
        Expansion expansion = new Expansion(dimension, width, seed);
        for (long trial = 0; trial < 5; trial++) {
            Features x = new RandomHeads(trial, dimension, 2).features();
            Features expanded = expansion.of(x);
            assertEquals(width, expanded.dimension());
            for (int j = 0; j < width; j++) {
                assertEquals(reference(x, seed, j), expanded.fixedPoint(j), "feature " + j);
            }
        }
    }

    /** φ_j in fixed point, one number after the other. */
    private static int reference(Features x, long seed, int j) {
        long sum = 0;
        for (int i = 0; i < x.dimension(); i++) {
            long bits = splitMix64(seed + ((long) j << 32), i / 64 + 1);
            sum += (bits >>> i % 64 & 1) == 1 ? -x.fixedPoint(i) : x.fixedPoint(i);
        }
        return (int) Math.min(Math.max(0, sum) / 4, 16384);
    }

    /** The n-th number that SplitMix64 draws from a seed, by whole numbers of any size. */
    private static long splitMix64(long seed, int n) {
        BigInteger gamma = new BigInteger("9e3779b97f4a7c15", 16);
        long z = BigInteger.valueOf(seed).add(gamma.multiply(BigInteger.valueOf(n))).longValue();
        z = times(z ^ z >>> 30, "bf58476d1ce4e5b9");
        z = times(z ^ z >>> 27, "94d049bb133111eb");
        return z ^ z >>> 31;
    }

    private static long times(long a, String b) {
        return BigInteger.valueOf(a).multiply(new BigInteger(b, 16)).longValue();
    }

    @Test
    void numbersAreThoseOfSplitMix64() {
        assertEquals(6457827717110365317L, splitMix64(1234567, 1));
        assertEquals(3203168211198807973L, splitMix64(1234567, 2));
    }

    @Test
    void largestSumsStayExact() {
        short[] ones = new short[Expansion.MOST_DIMENSIONS];
        Arrays.fill(ones, (short) Features.ONE);
        Features x = Features.ofFixedPoint(ones);
        Features expanded = new Expansion(ones.length, 3, 11).of(x);
        for (int j = 0; j < 3; j++) {
            assertEquals(reference(x, 11, j), expanded.fixedPoint(j));
        }
    }

    @Test
    void sameSeedGivesTheSameFeaturesAndAnotherGivesOthers() {
        Features x = new RandomHeads(1, 384, 2).features();
        assertEquals(new Expansion(384, 100, 3).of(x), new Expansion(384, 100, 3).of(x));
        assertNotEquals(new Expansion(384, 100, 3).of(x), new Expansion(384, 100, 4).of(x));
    }

    @Test
    void narrowerOneIsTheBeginningOfAWiderOne() {
        Features x = new RandomHeads(1, 384, 2).features();
        Features narrow = new Expansion(384, 10, 3).of(x);
        Features wide = new Expansion(384, 1000, 3).of(x);
        for (int j = 0; j < 10; j++) {
            assertEquals(narrow.fixedPoint(j), wide.fixedPoint(j));
        }
    }

    /** Σ ±x_i of a vector of length 1 is nearly standard normal: a quarter of it, where positive, has the mean 0.1 and is seldom 1. */
    @ParameterizedTest
    @ValueSource(ints = {64, 384, 1024})
    void featuresOfUnitVectorsAreNeitherTinyNorCutOff(int dimension) {
        Expansion expansion = new Expansion(dimension, 4096, 17);
        for (long trial = 0; trial < 3; trial++) {
            Features expanded = expansion.of(new RandomHeads(trial, dimension, 2).features());
            double sum = 0;
            int zeros = 0;
            int cut = 0;
            for (int j = 0; j < expanded.dimension(); j++) {
                sum += expanded.fixedPoint(j) / (double) Features.ONE;
                zeros += expanded.fixedPoint(j) == 0 ? 1 : 0;
                cut += expanded.fixedPoint(j) == Features.ONE ? 1 : 0;
            }
            assertEquals(1 / Math.sqrt(2 * Math.PI) / 4, sum / expanded.dimension(), 0.01);
            assertEquals(0.5, zeros / 4096.0, 0.05);
            assertTrue(cut <= 4, "cut off: " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 8193, Integer.MAX_VALUE})
    void refusesWidthsOutOfRange(int width) {
        assertEquals("width of an expansion must be in [1, 8192]: " + width,
                assertThrows(IllegalArgumentException.class, () -> new Expansion(3, width, 1)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65537, Integer.MAX_VALUE})
    void refusesDimensionsOutOfRange(int dimension) {
        assertEquals("dimension of an expansion must be in [1, 65536]: " + dimension,
                assertThrows(IllegalArgumentException.class, () -> new Expansion(dimension, 3, 1)).getMessage());
    }

    @Test
    void refusesVectorsOfAnotherDimension() {
        assertEquals("dimension must be 3: 2",
                assertThrows(IllegalArgumentException.class, () -> new Expansion(3, 2, 1).of(Features.quantise(0, 1))).getMessage());
    }
}
