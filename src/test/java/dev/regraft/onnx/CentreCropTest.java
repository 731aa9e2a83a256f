package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentreCropTest {

    private final CentreCrop crop = CentreCrop.open(8, 6);

    @AfterEach
    void close() {
        crop.close();
    }

    private static void fill(MemorySegment rgb, int width, int height) {
        for (int i = 0; i < width * height * 3; i++) {
            rgb.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 37));
        }
    }

    @ParameterizedTest
    @CsvSource({"8,8,1,1", "12,8,3,1", "8,9,1,2", "8,11,1,2", "13,8,4,1"})
    void cutsTheMiddleOutOfWhatFits(int width, int height, int left, int top) {
        byte[] square = crop.of(width, height, rgb -> fill(rgb, width, height));
        byte[] expected = new byte[6 * 6 * 3];
        for (int i = 0; i < expected.length; i++) {
            int row = i / 18 + top;
            expected[i] = (byte) ((row * width * 3 + left * 3 + i % 18) * 37);
        }
        assertArrayEquals(expected, square);
    }

    /** The mean of a fine pattern, not a sample of it, that is what antialiasing is for; and no ringing beyond a byte. */
    @Test
    void averagesWhatIsMadeSmall() {
        byte[] stripes = crop.of(80, 80, rgb -> {
            for (int i = 0; i < 80 * 80 * 3; i++) {
                rgb.set(ValueLayout.JAVA_BYTE, i, i / 3 % 2 == 0 ? (byte) 255 : 0);
            }
        });
        for (byte b : stripes) {
            assertTrue(Math.abs((b & 0xff) - 127.5) < 4, "byte " + (b & 0xff));
        }
        byte[] edge = crop.of(4, 4, rgb -> {
            for (int i = 0; i < 48; i++) {
                rgb.set(ValueLayout.JAVA_BYTE, i, i % 12 < 6 ? (byte) 255 : 0);
            }
        });
        assertEquals(255, edge[0] & 0xff);
        assertEquals(0, edge[17] & 0xff);
    }

    @Test
    void takesImagesFromOnePixelOn() {
        byte[] square = crop.of(1, 1, rgb -> rgb.fill((byte) 77));
        for (byte b : square) {
            assertEquals(77, b);
        }
    }

    @Test
    void refusesASquareThatDoesNotFitAndWorkAfterClosing() {
        assertThrows(IllegalArgumentException.class, () -> CentreCrop.open(8, 9));
        crop.close();
        assertEquals("session must be open",
                assertThrows(IllegalStateException.class, () -> crop.of(8, 8, rgb -> { })).getMessage());
    }
}
