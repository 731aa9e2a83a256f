package dev.regraft.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenVectorsTest {

    private static short[] values(double... numbers) {
        Features features = GivenVectors.features(numbers);
        short[] values = new short[features.dimension()];
        for (int i = 0; i < values.length; i++) {
            values[i] = features.fixedPoint(i);
        }
        return values;
    }

    @Test
    void oneIsAppendedAndTheWholeBroughtToLengthOne() {
        short third = (short) Math.rint(Features.ONE / 3.0);
        assertEquals("[%d, %d, %d]".formatted(-2 * third - 1, 2 * third + 1, third), Arrays.toString(values(-2, 2)));
    }

    @Test
    void lengthIsNotLost() {
        assertNotEquals(GivenVectors.features(new double[] {1, 2}), GivenVectors.features(new double[] {2, 4}));
    }

    @Test
    void takesNumbersOfAnySize() {
        short diagonal = (short) Math.rint(Features.ONE * Math.sqrt(0.5));
        for (double size : new double[] {1e9, 1e200, Double.MAX_VALUE}) {
            short[] values = values(size, -size);
            assertEquals(diagonal, values[0]);
            assertEquals(-diagonal, values[1]);
            assertEquals(0, values[2]);
        }
        assertTrue(values(1e-4)[0] > 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1e-9, 1e-6, Double.MIN_VALUE})
    void refusesWhatRoundsToNothing(double number) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> values(number, 0));
        assertEquals("features must not all be closer to 0 than 1/32768 (numbers around 1 are kept best): the largest is " + number,
                refusal.detail());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNotFinite(double number) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> values(1, number));
        assertEquals("features[1]", refusal.field());
        assertEquals("features must be finite numbers: " + number, refusal.detail());
    }

    @Test
    void vectorsOfDifferentNumbersLiveInDifferentSpaces() {
        FeatureSpace space = GivenVectors.space(3);
        assertTrue(GivenVectors.areOf(space));
        assertEquals(3, GivenVectors.numbers(space));
        assertEquals(GivenVectors.features(new double[] {1, 2, 3}).dimension(), space.dimension());
        assertEquals(space, GivenVectors.space(3));
        assertNotEquals(space.digest(), GivenVectors.space(4).digest());
    }
}
