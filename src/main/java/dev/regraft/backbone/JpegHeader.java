package dev.regraft.backbone;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the segments of a JPEG file say that the platform's reader keeps to itself.
 *
 * @param components numbers for each pixel: 1, 3 or 4
 * @param colours what the numbers are
 * @param orientation as EXIF counts, 1 to 8: how the picture is turned
 * @param scans passes over the picture; one, or several of a progressive file
 */
record JpegHeader(int components, JpegColours colours, int orientation, int scans) {

    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int SOS = 0xda;
    private static final int EOI = 0xd9;
    private static final int ORIENTATION_TAG = 0x112;

    /** What the numbers of a pixel are. */
    enum JpegColours {
        GREY, RGB, YCC, CMYK, YCCK
    }

    /** Reads as far as the file makes sense: what is broken is left for the decoder to refuse. */
    static JpegHeader read(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        Segments found = new Segments();
        try {
            bytes.position(2);
            boolean more = true;
            while (more) {
                more = found.read(bytes);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException _) {
            // The file ends early.
        }
        return new JpegHeader(found.components, found.colours(), found.orientation, found.scans);
    }

    private static final class Segments {
        private int components = 3;
        private boolean namedRgb;
        private int adobeTransform = -1;
        private int orientation = 1;
        private int scans;

        /** Reads the next segment; false at the end. */
        boolean read(ByteBuffer bytes) {
            int marker = nextMarker(bytes);
            if (marker == EOI) {
                return false;
            }
            if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd7) {
                return true;
            }
            int length = Short.toUnsignedInt(bytes.getShort()) - 2;
            ByteBuffer segment = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            switch (marker) {
                case APP1 -> orientation = orientation(segment);
                case APP14 -> adobe(segment);
                case SOS -> scans++;
                default -> {
                    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                        frame(segment);
                    }
                }
            }
            return true;
        }

        /** Skips the numbers of a scan, in which 0xff is followed by 0. */
        private static int nextMarker(ByteBuffer bytes) {
            while (true) {
                if (bytes.get() == (byte) 0xff) {
                    int marker = bytes.get() & 0xff;
                    while (marker == 0xff) {
                        marker = bytes.get() & 0xff;
                    }
                    if (marker != 0) {
                        return marker;
                    }
                }
            }
        }

        private void frame(ByteBuffer segment) {
            components = segment.get(5);
            namedRgb = components == 3 && segment.get(6) == 'R' && segment.get(9) == 'G' && segment.get(12) == 'B';
        }

        private void adobe(ByteBuffer segment) {
            if (segment.remaining() >= 12 && segment.get(0) == 'A' && segment.get(1) == 'd' && segment.get(2) == 'o') {
                adobeTransform = segment.get(11);
            }
        }

        /** As libjpeg decides. */
        private JpegColours colours() {
            return switch (components) {
                case 1 -> JpegColours.GREY;
                case 4 -> adobeTransform == 2 ? JpegColours.YCCK : JpegColours.CMYK;
                default -> adobeTransform == 0 || adobeTransform < 0 && namedRgb ? JpegColours.RGB : JpegColours.YCC;
            };
        }

        private int orientation(ByteBuffer segment) {
            if (segment.remaining() < 14 || segment.getInt(0) != 0x45786966) {
                return orientation;
            }
            ByteBuffer tiff = segment.slice(6, segment.remaining() - 6);
            tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            try {
                int entries = Short.toUnsignedInt(tiff.getShort(directory));
                for (int i = 0; i < entries; i++) {
                    int entry = directory + 2 + 12 * i;
                    if (Short.toUnsignedInt(tiff.getShort(entry)) == ORIENTATION_TAG) {
                        int value = tiff.getShort(entry + 8);
                        return value >= 1 && value <= 8 ? value : 1;
                    }
                }
            } catch (IndexOutOfBoundsException _) {
                // Broken EXIF says nothing.
            }
            return orientation;
        }
    }
}
