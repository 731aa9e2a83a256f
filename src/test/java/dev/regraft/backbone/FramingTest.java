package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.Frame.Filter;
import dev.regraft.backbone.Frame.Resizing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {

    private final Framing crop = new Framing(new Frame(new Resizing.ShorterSide(8, Filter.BICUBIC), 6, 6));

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

    /** What Pillow 13 makes of these rows: {@code Image.fromarray(...).resize((4, 2), filter)}. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 231 197 163 129", "BILINEAR, 138 142 108 101", "BICUBIC, 135 146 106 99"})
    void makesPixelsAsPillowDoes(Filter filter, String firstColours) {
        Framing framing = new Framing(new Frame(new Resizing.Exactly(2, 4, filter), 2, 4));
        byte[] made = framing.of(8, 5, rgb -> fill(rgb, 8, 5));
        assertEquals(firstColours, (made[0] & 0xff) + " " + (made[3] & 0xff) + " " + (made[6] & 0xff) + " " + (made[9] & 0xff));
    }

    @Test
    void squashesAnImageWhereNothingIsCropped() {
        Framing framing = new Framing(new Frame(new Resizing.Exactly(3, 5, Filter.BILINEAR), 3, 5));
        assertEquals(3 * 5 * 3, framing.of(70, 10, rgb -> fill(rgb, 70, 10)).length);
    }

    @Test
    void cutsOutOfAnImageThatIsNotResized() {
        Frame frame = new Frame(new Resizing.None(), 2, 3);
        assertTrue(frame.fits(3, 2));
        assertFalse(frame.fits(2, 3));
        Framing framing = new Framing(frame);
        byte[] middle = framing.of(5, 4, rgb -> fill(rgb, 5, 4));
        assertEquals((byte) ((1 * 15 + 1 * 3) * 37), middle[0]);
        assertEquals((byte) ((2 * 15 + 3 * 3 + 2) * 37), middle[17]);
    }

    @Test
    void takesImagesFromOnePixelOn() {
        byte[] square = crop.of(1, 1, rgb -> rgb.fill((byte) 77));
        for (byte b : square) {
            assertEquals(77, b);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> new Frame(new Resizing.ShorterSide(8, Filter.BICUBIC), 9, 9));
        assertThrows(IllegalArgumentException.class, () -> new Frame(new Resizing.Exactly(8, 8, Filter.BICUBIC), 8, 9));
        assertThrows(IllegalArgumentException.class, () -> new Frame(new Resizing.ShorterSide(2_000, Filter.BICUBIC), 9, 9));
    }
}
