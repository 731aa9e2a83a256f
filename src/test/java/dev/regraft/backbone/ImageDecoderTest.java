package dev.regraft.backbone;

import static dev.regraft.backbone.Pictures.chunk;
import static dev.regraft.backbone.Pictures.file;
import static dev.regraft.backbone.Pictures.header;
import static dev.regraft.backbone.Pictures.joined;
import static dev.regraft.backbone.Pictures.picture;
import static dev.regraft.backbone.Pictures.png;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.RefusedException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    /** 4 × 3, lossless: (200, 100, 50), but blue at the top left and transparent at the bottom right; written by Pillow. */
    private static final String WEBP = "UklGRioAAABXRUJQVlA4TB4AAAAvA4AAEBcwZIMsEEhy2p/t+Q/gBwKBxCfzJ47ofzQ=";
    /** 16 × 16, lossy, all (200, 100, 50). */
    private static final String LOSSY_WEBP =
            "UklGRj4AAABXRUJQVlA4IDIAAADQAQCdASoQABAAAMASJaACdLoB+AADsAD+2ib/7vN+09e09f1M//jKnyA/4yp/xcwAAA==";
    private static final int WHITE = 0xffffff;
    private static final int RED = 0xff0000;

    private final ImageDecoder decoder = new ImageDecoder(50, 300 << 20);

    /** The pixels of a file, {@code 0xrrggbb}, in rows. */
    private int[][] decoded(byte[] file) {
        try (DecodedImage image = decoder.decode(file); Arena arena = Arena.ofConfined()) {
            int[][] rows = new int[image.height()][image.width()];
            MemorySegment rgb = arena.allocate(3L * image.width() * image.height());
            image.write(rgb);
            for (int i = 0; i < image.width() * image.height(); i++) {
                rows[i / image.width()][i % image.width()] = (rgb.get(ValueLayout.JAVA_BYTE, 3 * i) & 0xff) << 16
                        | (rgb.get(ValueLayout.JAVA_BYTE, 3 * i + 1) & 0xff) << 8 | rgb.get(ValueLayout.JAVA_BYTE, 3 * i + 2) & 0xff;
            }
            return rows;
        }
    }

    private String refusal(byte[] file) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> decoder.decode(file));
        assertEquals("invalid-image", refusal.code());
        assertEquals("image", refusal.field());
        return refusal.detail();
    }

    private static int[][] pixels(BufferedImage image) {
        int[][] rows = new int[image.getHeight()][image.getWidth()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                rows[y][x] = image.getRGB(x, y) & WHITE;
            }
        }
        return rows;
    }

    private static void assertNear(int expected, int actual, int most) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertTrue(Math.abs((expected >> shift & 0xff) - (actual >> shift & 0xff)) <= most,
                    Integer.toHexString(expected) + " " + Integer.toHexString(actual));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void readsPixelsAsTheyWereWritten(String format) {
        BufferedImage image = picture(37, 23);
        assertArrayEquals(pixels(image), decoded(file(image, format)));
    }

    @Test
    void takesGreyAsItIsWritten() {
        BufferedImage grey = new BufferedImage(256, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            grey.getRaster().setSample(x, 0, 0, x);
        }
        int[] row = decoded(file(grey, "png"))[0];
        for (int x = 0; x < 256; x++) {
            assertEquals(x * 0x010101, row[x]);
        }
        assertEquals(0x808080, decoded(file(flat(BufferedImage.TYPE_BYTE_GRAY, 128), "jpg"))[3][3]);
    }

    private static BufferedImage flat(int type, int sample) {
        BufferedImage image = new BufferedImage(16, 16, type);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, sample);
        }
        return image;
    }

    @Test
    void keepsTheHigherHalfOf16Bits() {
        ComponentColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false,
                Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixel(0, 0, new int[] {0x1234, 0xffff, 0x00ff});
        assertEquals(0x12ff00, decoded(file(new BufferedImage(model, raster, false, null), "png"))[0][0]);
    }

    @Test
    void laysTransparencyOverWhite() {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xffff0000);
        image.setRGB(1, 0, 0x80ff0000);
        image.setRGB(2, 0, 0x00ff0000);
        assertArrayEquals(new int[] {RED, 0xff7f7f, WHITE}, decoded(file(image, "png"))[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif"})
    void readsPalettes(String format) {
        IndexColorModel palette = new IndexColorModel(2, 4, new int[] {0xffff0000, 0xff00ff00, 0xff0000ff, 0}, 0, true, 3,
                DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 3});
        assertArrayEquals(new int[] {RED, 0x00ff00, 0x0000ff, WHITE}, decoded(file(image, format))[0]);
    }

    @Test
    void readsWebp() {
        int[][] lossless = decoded(Base64.getDecoder().decode(WEBP));
        assertEquals(0x0000ff, lossless[0][0]);
        assertEquals(0xc86432, lossless[1][1]);
        assertEquals(WHITE, lossless[2][3]);
        assertNear(0xc86432, decoded(Base64.getDecoder().decode(LOSSY_WEBP))[8][8], 4);
    }

    /** Red, green, blue and white, in quarters of 16 × 8 each, after turning them as a viewer does. */
    @ParameterizedTest
    @CsvSource({"1,32,16,ff0000,00ff00,0000ff", "2,32,16,00ff00,ff0000,ffffff", "3,32,16,ffffff,0000ff,00ff00",
            "4,32,16,0000ff,ffffff,ff0000", "5,16,32,ff0000,0000ff,00ff00", "6,16,32,0000ff,ff0000,ffffff",
            "7,16,32,ffffff,00ff00,0000ff", "8,16,32,00ff00,ffffff,ff0000"})
    void turnsPhotosTheRightWayUp(int orientation, int width, int height, String topLeft, String topRight, String bottomLeft) {
        BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 16; i++) {
            int x = i % 32;
            int y = i / 32;
            image.setRGB(x, y, y < 8 ? x < 16 ? RED : 0x00ff00 : x < 16 ? 0x0000ff : WHITE);
        }
        byte[] jpeg = file(image, "jpg");
        byte[] exif = segment(0xe1, ByteBuffer.allocate(32).put("Exif\0\0MM\0*".getBytes()).putInt(8).putShort((short) 1)
                .putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation).array());
        int[][] rows = decoded(joined(Arrays.copyOf(jpeg, 2), exif, Arrays.copyOfRange(jpeg, 2, jpeg.length)));
        assertEquals(width + " × " + height, rows[0].length + " × " + rows.length);
        assertNear(Integer.parseInt(topLeft, 16), rows[1][1], 6);
        assertNear(Integer.parseInt(topRight, 16), rows[1][width - 2], 6);
        assertNear(Integer.parseInt(bottomLeft, 16), rows[height - 2][1], 6);
    }

    private static byte[] segment(int marker, byte[] data) {
        return ByteBuffer.allocate(4 + data.length).put((byte) 0xff).put((byte) marker).putShort((short) (data.length + 2)).put(data)
                .array();
    }

    /** Ink is stored inverted: all 255 is white. With transform 2 the first three are Y, Cb and Cr of the inverse. */
    @ParameterizedTest
    @CsvSource({"0,255,255,255,255,ffffff", "0,255,0,0,255,ff0000", "0,255,255,255,128,808080", "2,179,171,0,255,ff0000",
            "2,0,128,128,255,ffffff", "2,0,128,128,0,000000"})
    void readsInk(int transform, int first, int second, int third, int black, String colour) throws IOException {
        WritableRaster ink = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int i = 0; i < 256; i++) {
            ink.setPixel(i % 16, i / 16, new int[] {first, second, third, black});
        }
        byte[] adobe = segment(0xee, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
        byte[] jpeg = written(ink);
        int[][] rows = decoded(joined(Arrays.copyOf(jpeg, 2), adobe, Arrays.copyOfRange(jpeg, 2, jpeg.length)));
        assertNear(Integer.parseInt(colour, 16), rows[7][7], 3);
    }

    private static byte[] written(Raster raster) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void refusesAFileThatEndsEarly(String format) {
        byte[] whole = file(picture(200, 150), format);
        for (int length : new int[] {30, whole.length / 2, whole.length * 9 / 10}) {
            String detail = refusal(Arrays.copyOf(whole, length));
            assertTrue(detail.startsWith("image must be a whole, sound " + (format.equals("jpg") ? "JPEG" : format.toUpperCase())
                    + " file: "), detail);
        }
    }

    @Test
    void refusesAWebpThatEndsEarly() {
        for (String webp : new String[] {WEBP, LOSSY_WEBP}) {
            byte[] whole = Base64.getDecoder().decode(webp);
            assertTrue(refusal(Arrays.copyOf(whole, whole.length - 12)).startsWith("image must be a whole, sound WebP file: "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "GIF8", "RIFF....WAVEfmt ", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.7"})
    void refusesWhatIsNoImage(String file) {
        assertEquals("image must be one of JPEG, PNG, GIF, BMP, WebP: begins with other bytes", refusal(file.getBytes()));
    }

    @Test
    void refusesABombByItsHeader() {
        byte[] bomb = png(header(60_000, 60_000), chunk("IDAT", Pictures.deflatedZeros(20)));
        assertEquals("image must have at most 50 megapixels: 60000 × 60000", assertTimeout(Duration.ofSeconds(2), () -> refusal(bomb)));
        assertEquals("image must have at most 50 megapixels: 2147483647 × 2147483647",
                refusal(png(header(Integer.MAX_VALUE, Integer.MAX_VALUE), chunk("IDAT", new byte[9]))));
    }

    @Test
    void refusesStripes() {
        assertEquals("a side of an image must be at most 64 times the other: 1 × 65", refusal(file(picture(1, 65), "png")));
        assertEquals(64, decoded(file(picture(1, 64), "png")).length);
    }

    @Test
    void refusesWhatTheHeapHasNoRoomFor() {
        assertEquals("an image must take at most 300 MiB decoded, half of this process's heap: 377",
                refusal(png(chunk("IHDR", ByteBuffer.allocate(13).putInt(9_000).putInt(5_500).put((byte) 16).put((byte) 6).array()),
                        chunk("IDAT", new byte[9]))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
    void doesNotUnpackWhatIsNoPicture(String type) {
        byte[] plain = file(picture(20, 10), "png");
        byte[] name = type.equals("iTXt") ? new byte[] {'n', 0, 1, 0, 0, 0} : new byte[] {'n', 0, 0};
        byte[] bomb = joined(Arrays.copyOf(plain, 33), chunk(type, joined(name, Pictures.deflatedZeros(400))),
                Arrays.copyOfRange(plain, 33, plain.length));
        assertArrayEquals(decoded(plain), assertTimeout(Duration.ofSeconds(2), () -> decoded(bomb)));
    }

    @Test
    void refusesAJpegOfEndlessPasses() {
        byte[] plain = file(picture(1_000, 1_000), "jpg");
        byte[] scans = new byte[500 * 4];
        for (int i = 0; i < scans.length; i += 4) {
            System.arraycopy(segment(0xda, new byte[0]), 0, scans, i, 4);
        }
        assertEquals("the scans of a progressive JPEG must have at most 500 megapixels together: 501 of 1",
                refusal(joined(Arrays.copyOf(plain, plain.length - 2), scans, new byte[] {(byte) 0xff, (byte) 0xd9})));
    }

    @Test
    void givesBackWhatItTook() {
        ImageDecoder small = new ImageDecoder(50, 100 << 10);
        byte[] file = file(picture(150, 150), "png");
        byte[] broken = Arrays.copyOf(file, file.length / 2);
        for (int i = 0; i < 5; i++) {
            small.decode(file).close();
            assertThrows(RefusedException.class, () -> small.decode(broken));
        }
    }

    @Test
    void refusesLimitsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new ImageDecoder(0, 1));
    }
}
