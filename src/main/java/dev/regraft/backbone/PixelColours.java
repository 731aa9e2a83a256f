package dev.regraft.backbone;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * How the numbers that a reader gives for a pixel become red, green and blue, each 0 to 255. Works on raw numbers: the platform's own
 * conversion would apply colour profiles, which the networks' training did not, and brighten grey.
 */
interface PixelColours {

    /**
     * @param samples the numbers of one pixel from {@code from} on
     * @return {@code 0xrrggbb}
     */
    int rgb(int[] samples, int from);

    /** Those of a JPEG file, whose raster has its own numbers, unconverted. */
    static PixelColours of(JpegHeader.JpegColours colours) {
        return switch (colours) {
            case GREY -> (s, i) -> rgb(s[i], s[i], s[i]);
            case RGB -> (s, i) -> rgb(s[i], s[i + 1], s[i + 2]);
            case YCC -> (s, i) -> ycc(s[i], s[i + 1], s[i + 2]);
            // Adobe's programs, which write nearly all such files, store ink inverted.
            case CMYK -> (s, i) -> rgb(product(s[i], s[i + 3]), product(s[i + 1], s[i + 3]), product(s[i + 2], s[i + 3]));
            case YCCK -> (s, i) -> {
                int inverse = ~ycc(s[i], s[i + 1], s[i + 2]);
                int black = s[i + 3];
                return rgb(product(inverse >> 16 & 0xff, black), product(inverse >> 8 & 0xff, black), product(inverse & 0xff, black));
            };
        };
    }

    /** Those of a decoded image, over white where it is transparent. */
    static PixelColours of(BufferedImage image) {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            int[] colours = new int[palette.getMapSize()];
            palette.getRGBs(colours);
            for (int i = 0; i < colours.length; i++) {
                colours[i] = overWhite(colours[i] & 0xffffff, colours[i] >>> 24);
            }
            return (s, i) -> colours[s[i]];
        }
        Raster raster = image.getRaster();
        int[] bits = raster.getSampleModel().getSampleSize();
        return switch (raster.getNumBands()) {
            case 1 -> (s, i) -> grey(s[i], bits[0]);
            case 2 -> (s, i) -> overWhite(grey(s[i], bits[0]), inBytes(s[i + 1], bits[1]));
            case 3 -> (s, i) -> rgb(s, i, bits);
            default -> (s, i) -> overWhite(rgb(s, i, bits), inBytes(s[i + 3], bits[3]));
        };
    }

    private static int rgb(int[] samples, int from, int[] bits) {
        return rgb(inBytes(samples[from], bits[0]), inBytes(samples[from + 1], bits[1]), inBytes(samples[from + 2], bits[2]));
    }

    private static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }

    private static int grey(int sample, int bits) {
        int grey = inBytes(sample, bits);
        return rgb(grey, grey, grey);
    }

    /** A number of so many bits as one of 8. */
    private static int inBytes(int sample, int bits) {
        return bits >= Byte.SIZE ? sample >> bits - Byte.SIZE : sample * 255 / ((1 << bits) - 1);
    }

    private static int overWhite(int rgb, int alpha) {
        return rgb(blended(rgb >> 16, alpha), blended(rgb >> 8 & 0xff, alpha), blended(rgb & 0xff, alpha));
    }

    private static int blended(int colour, int alpha) {
        return (colour * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    /** a · b / 255, rounded. */
    private static int product(int a, int b) {
        return (a * b + 127) / 255;
    }

    /** As JFIF has it, in libjpeg's 16-bit fixed point. */
    private static int ycc(int y, int blueness, int redness) {
        int cb = blueness - 128;
        int cr = redness - 128;
        return rgb(clipped(y + (91_881 * cr + 32_768 >> 16)), clipped(y + (-22_554 * cb - 46_802 * cr + 32_768 >> 16)),
                clipped(y + (116_130 * cb + 32_768 >> 16)));
    }

    private static int clipped(int colour) {
        return Math.clamp(colour, 0, 255);
    }
}
