package dev.regraft.backbone;

import java.awt.image.Raster;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An image in memory, until it is closed: then its share of what decoding may take is free again. Used by one thread. */
final class DecodedImage implements AutoCloseable {

    private static final int CHANNELS = 3;

    private final Raster raster;
    private final PixelColours colours;
    private final int orientation;
    private final Runnable release;

    /**
     * @param orientation as EXIF counts, 1 to 8
     * @param release called when it is closed
     */
    DecodedImage(Raster raster, PixelColours colours, int orientation, Runnable release) {
        this.raster = raster;
        this.colours = colours;
        this.orientation = orientation;
        this.release = release;
    }

    /** Pixels of a row, the right way up. */
    int width() {
        return isTurned() ? raster.getHeight() : raster.getWidth();
    }

    /** Rows, the right way up. */
    int height() {
        return isTurned() ? raster.getWidth() : raster.getHeight();
    }

    /** Whether rows are columns. */
    private boolean isTurned() {
        return orientation >= 5;
    }

    /** Writes {@code height × width × 3} bytes, row-major, the right way up. */
    void write(MemorySegment rgb) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int[] samples = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
            for (int x = 0; x < width; x++) {
                int colour = colours.rgb(samples, x * bands);
                long at = CHANNELS * place(x, y, width, height);
                rgb.set(ValueLayout.JAVA_BYTE, at, (byte) (colour >> 16));
                rgb.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (colour >> 8));
                rgb.set(ValueLayout.JAVA_BYTE, at + 2, (byte) colour);
            }
        }
    }

    /** Which pixel of the picture a stored one is, in rows from the top left. */
    private long place(int x, int y, int width, int height) {
        int right = width - 1 - x;
        int down = height - 1 - y;
        return switch (orientation) {
            case 2 -> (long) y * width + right;
            case 3 -> (long) down * width + right;
            case 4 -> (long) down * width + x;
            case 5 -> (long) x * height + y;
            case 6 -> (long) x * height + down;
            case 7 -> (long) right * height + down;
            case 8 -> (long) right * height + y;
            default -> (long) y * width + x;
        };
    }

    @Override
    public void close() {
        release.run();
    }
}
