package dev.regraft.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {

    /** The rounding step. */
    private static final float STEP = 1f / Features.ONE;

    @ParameterizedTest
    @CsvSource({"0.5,0", "1.5,2", "2.5,2", "3.5,4", "-0.5,0", "-1.5,-2", "-2.5,-2", "0.50001,1", "0.49999,0", "16383.5,16384"})
    void roundsHalfToEven(float steps, short expected) {
        assertEquals(expected, Features.quantise(steps * STEP).fixedPoint(0));
    }

    @Test
    void roundsToTheNearestStep() {
        Random random = new Random(1);
        float[] vector = new float[1000];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = random.nextFloat(-1, 1);
        }
        Features features = Features.quantise(vector);
        for (int i = 0; i < vector.length; i++) {
            double error = Math.abs(features.fixedPoint(i) / (double) Features.ONE - vector[i]);
            assertTrue(error <= STEP / 2, "seed 1, " + vector[i] + " is rounded by " + error);
        }
    }

    @Test
    void takesOneAndWhatRoundsToIt() {
        assertEquals(Features.ONE, Features.quantise(1f).fixedPoint(0));
        assertEquals(-Features.ONE, Features.quantise(-1f).fixedPoint(0));
        assertEquals(Features.ONE, Features.quantise(Math.nextUp(1f)).fixedPoint(0));
        assertEquals(-Features.ONE, Features.quantise(Math.nextDown(-1f)).fixedPoint(0));
    }

    @ParameterizedTest
    @ValueSource(floats = {1.0001f, -1.0001f, 2, 1e9f, Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesNumbersOutOfRange(float number) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Features.quantise(0, number, 0));
        assertEquals("feature must be in [-1, 1]: " + number, refusal.getMessage());
    }

    @Test
    void readsOnlyItsStretchOfTheVector() {
        Features features = Features.quantise(new float[] {Float.NaN, 0.25f, -0.5f, 7}, 1, 2);
        assertEquals(Features.quantise(0.25f, -0.5f), features);
        assertEquals(2, features.dimension());
    }

    @Test
    void everyFixedPointValueIsExactAsRealAndComesBack() {
        short[] values = new short[2 * Features.ONE + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) (i - Features.ONE);
        }
        Features features = Features.ofFixedPoint(values.clone());
        float[] reals = new float[values.length];
        features.toReal(reals);
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i] / 16384.0, reals[i], 0, "value " + values[i]);
        }
        assertEquals(features, Features.quantise(reals));
    }

    @ParameterizedTest
    @ValueSource(shorts = {16385, -16385, Short.MAX_VALUE, Short.MIN_VALUE})
    void refusesFixedPointOutOfRange(short value) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Features.ofFixedPoint(new short[] {0, value}));
        assertEquals("fixed-point feature must be in [-16384, 16384]: " + value, refusal.getMessage());
    }

    @Test
    void writesIntegersAtOffset() {
        double[] target = {9, 9, 9, 9};
        Features.ofFixedPoint(new short[] {-3, 16384}).toIntegers(target, 1);
        assertArrayEquals(new double[] {9, -3, 16384, 9}, target);
    }

    @Test
    void equalsByValue() {
        Features features = Features.quantise(0.1f, -0.2f);
        assertEquals(features, Features.quantise(0.1f, -0.2f));
        assertEquals(features.hashCode(), Features.quantise(0.1f, -0.2f).hashCode());
        assertEquals(Features.quantise(0f), Features.quantise(-0f));
        assertNotEquals(features, Features.quantise(0.1f, -0.2001f));
        assertNotEquals(features, Features.quantise(0.1f));
    }
}
