package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"7", "", "/", "a/b", "//", "/a/", "größer ☎ 😀"})
    void idsComeBackAsTheyWere(String id) {
        FeatureKey key = new FeatureKey("support", id);
        assertEquals("support/" + id, new String(key.bytes(), StandardCharsets.UTF_8));
        assertEquals(key, FeatureKey.read(key.bytes()));
    }

    @Test
    void keyOfAnOrderIsTheTaskAlone() {
        FeatureKey key = new FeatureKey("support", null);
        assertEquals("support", new String(key.bytes(), StandardCharsets.UTF_8));
        assertEquals(key, FeatureKey.read(key.bytes()));
    }
}
