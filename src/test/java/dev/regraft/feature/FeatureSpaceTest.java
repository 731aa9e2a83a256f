package dev.regraft.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureSpaceTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
            "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"})
    void refusesDigestsThatAreNoSha256InLowerCase(String digest) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new FeatureSpace("toy", digest, 3));
        assertEquals("digest must be 64 hexadecimal digits: " + digest, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesDimensionsBelowOne(int dimension) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new FeatureSpace("toy", DIGEST, dimension));
        assertEquals("dimension must be positive: " + dimension, refusal.getMessage());
    }

    @Test
    void differsByNameDigestAndDimension() {
        FeatureSpace space = new FeatureSpace("toy", DIGEST, 3);
        assertEquals(space, new FeatureSpace("toy", DIGEST, 3));
        assertNotEquals(space, new FeatureSpace("boy", DIGEST, 3));
        assertNotEquals(space, new FeatureSpace("toy", "0".repeat(64), 3));
        assertNotEquals(space, new FeatureSpace("toy", DIGEST, 4));
    }
}
