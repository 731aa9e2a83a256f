package dev.regraft.backbone;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts out of images of any size the {@link Frame} that a network sees: each row first, then each column, in bytes, as Pillow does (its
 * {@code Resample.c}), to the last bit. What the frame does not need is not made. Thread-safe.
 */
final class Framing {

    private static final int CHANNELS = 3;
    private static final int HALF = 1 << Taps.BITS - 1;

    private final Frame frame;

    Framing(Frame frame) {
        this.frame = frame;
    }

    /** Bytes of what is cut out. */
    int bytes() {
        return frame.height() * frame.width() * CHANNELS;
    }

    /**
     * Cuts the frame out of an image, which must be large enough ({@link Frame#fits}).
     *
     * @param rgb writes the image into memory of {@code height × width × 3} bytes, row-major
     * @return as high and wide as the frame, {@code × 3}, row-major
     */
    byte[] of(int width, int height, Consumer<MemorySegment> rgb) {
        Taps columns = Taps.of(width, frame.newWidth(width, height), frame.width(), frame.filter());
        Taps rows = Taps.of(height, frame.newHeight(width, height), frame.height(), frame.filter());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate((long) width * height * CHANNELS);
            rgb.accept(pixels);
            return downColumns(rows, acrossRows(columns, rows, pixels, width));
        }
    }

    /** As wide as the frame, and as high as the rows that its columns are made of. */
    private byte[] acrossRows(Taps columns, Taps rows, MemorySegment pixels, int width) {
        int stride = frame.width() * CHANNELS;
        byte[] made = new byte[(rows.end() - rows.first(0)) * stride];
        byte[] line = new byte[width * CHANNELS];
        for (int y = rows.first(0); y < rows.end(); y++) {
            MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, (long) y * line.length, line, 0, line.length);
            int at = (y - rows.first(0)) * stride;
            for (int x = 0; x < frame.width(); x++) {
                mix(columns, x, line, made, at + x * CHANNELS);
            }
        }
        return made;
    }

    private static void mix(Taps columns, int x, byte[] line, byte[] made, int at) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int from = columns.first(x) * CHANNELS;
        for (int tap = 0; tap < columns.count(x); tap++, from += CHANNELS) {
            int weight = columns.weight(x, tap);
            red += (line[from] & 0xff) * weight;
            green += (line[from + 1] & 0xff) * weight;
            blue += (line[from + 2] & 0xff) * weight;
        }
        made[at] = toByte(red);
        made[at + 1] = toByte(green);
        made[at + 2] = toByte(blue);
    }

    private byte[] downColumns(Taps rows, byte[] lines) {
        int stride = frame.width() * CHANNELS;
        byte[] made = new byte[bytes()];
        int[] sums = new int[stride];
        for (int y = 0; y < frame.height(); y++) {
            Arrays.fill(sums, HALF);
            for (int tap = 0; tap < rows.count(y); tap++) {
                int weight = rows.weight(y, tap);
                int from = (rows.first(y) + tap - rows.first(0)) * stride;
                for (int i = 0; i < stride; i++) {
                    sums[i] += (lines[from + i] & 0xff) * weight;
                }
            }
            for (int i = 0; i < stride; i++) {
                made[y * stride + i] = toByte(sums[i]);
            }
        }
        return made;
    }

    private static byte toByte(int sum) {
        return (byte) Math.clamp(sum >> Taps.BITS, 0, 255);
    }
}
