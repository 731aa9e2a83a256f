package dev.regraft.backbone;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.regraft.feature.RefusedException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes image files on the calling thread. Files are untrusted: size and kind are checked by what the header says before
 * anything is allocated, and all decoding at a time shares one allowance of heap, for which a caller waits. Thread-safe.
 */
final class ImageDecoder {

    /** Of a resized image the longer side would be as many times 256 pixels. */
    private static final int MAX_RATIO = 64;
    /**
     * Passes over the largest image. Each scan of a progressive JPEG takes the decoder over the whole picture, however few bytes
     * it has; programs write about 10.
     */
    private static final long MAX_SCANS = 10;
    private static final int KIB = 1_024;

    private final long maxPixels;
    private final int heapKib;
    private final Semaphore freeKib;

    /**
     * @param maxMegapixels largest image that is decoded, in millions of pixels
     * @param heapBytes what decoding may take at a time
     */
    ImageDecoder(int maxMegapixels, long heapBytes) {
        if (maxMegapixels < 1 || maxMegapixels > 500) {
            throw new IllegalArgumentException("regraft.limits.image-megapixels must be in [1, 500]: " + maxMegapixels);
        }
        this.maxPixels = maxMegapixels * 1_000_000L;
        this.heapKib = Math.clamp(heapBytes / KIB, 1, Integer.MAX_VALUE);
        this.freeKib = new Semaphore(heapKib, true);
    }

    /** What a reader makes of a file, and how to see it. */
    private interface Decoding {
        DecodedImage decode(Runnable release) throws IOException;
    }

    /**
     * Decodes a file; the first frame of an animation. Waits while others decode as much as memory has room for.
     *
     * @throws RefusedException if it is none of the formats, too large, or broken
     */
    DecodedImage decode(byte[] file) {
        ImageFormat format = ImageFormat.of(file).orElseThrow(() -> refusal("image must be one of " + ImageFormat.titles()
                + ": begins with other bytes"));
        ImageReader reader = reader(format);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            // Metadata are ignored: a few kilobytes of them may unpack to gigabytes.
            reader.setInput(in, true, true);
            return format == ImageFormat.JPEG ? jpeg(reader, JpegHeader.read(file)) : other(reader, format, file);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw refusal("image must be a whole, sound " + format.title() + " file: " + reason(e));
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageFormat format) {
        try {
            return format == ImageFormat.WEBP ? new WebPImageReaderSpi().createReaderInstance()
                    : ImageIO.getImageReadersByFormatName(format.title()).next();
        } catch (IOException e) {
            throw new IllegalStateException("the reader of " + format.title() + " cannot be made", e);
        }
    }

    private DecodedImage jpeg(ImageReader reader, JpegHeader header) throws IOException {
        long pixels = checkedPixels(reader);
        if (header.scans() > 1 && pixels * header.scans() > MAX_SCANS * maxPixels) {
            throw refusal("the scans of a progressive JPEG must have at most " + MAX_SCANS * maxPixels / 1_000_000
                    + " megapixels together: " + header.scans() + " of " + pixels / 1_000_000);
        }
        reader.addIIOReadWarningListener((_, warning) -> requireWhole(warning));
        return within(pixels, header.components(), release -> new DecodedImage(reader.readRaster(0, null),
                PixelColours.of(header.colours()), header.orientation(), release));
    }

    /** The reader paints what is missing grey, and only warns. */
    private static void requireWhole(String warning) {
        if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
            throw new IllegalArgumentException(warning);
        }
    }

    private DecodedImage other(ImageReader reader, ImageFormat format, byte[] file) throws IOException {
        if (format == ImageFormat.BMP && file.length > 33 && (file[30] == 4 || file[30] == 5)) {
            throw refusal("a BMP must hold pixels, not another image file");
        }
        return within(checkedPixels(reader), format.bytesPerPixel(file), release -> {
            BufferedImage image = reader.read(0);
            return new DecodedImage(image.getRaster(), PixelColours.of(image), 1, release);
        });
    }

    private long checkedPixels(ImageReader reader) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        long pixels = (long) width * height;
        if (width < 1 || height < 1 || pixels > maxPixels) {
            throw refusal("image must have at most " + maxPixels / 1_000_000 + " megapixels: " + width + " × " + height);
        }
        if (Math.max(width, height) > (long) MAX_RATIO * Math.min(width, height)) {
            throw refusal("a side of an image must be at most " + MAX_RATIO + " times the other: " + width + " × " + height);
        }
        return pixels;
    }

    /**
     * Decodes once the allowance has room; closing the image gives its share back. The largest image takes all of it, since resizing takes
     * 6 bytes a pixel outside the heap too.
     */
    private DecodedImage within(long pixels, int bytesPerPixel, Decoding decoding) throws IOException {
        long heap = pixels * bytesPerPixel / KIB + 1;
        if (heap > heapKib) {
            throw refusal("an image must take at most " + heapKib / KIB + " MiB decoded, half of this process's heap: " + heap / KIB);
        }
        int kib = (int) Math.max(heap, pixels * heapKib / maxPixels);
        freeKib.acquireUninterruptibly(kib);
        boolean handedOver = false;
        try {
            DecodedImage image = decoding.decode(() -> freeKib.release(kib));
            handedOver = true;
            return image;
        } finally {
            if (!handedOver) {
                freeKib.release(kib);
            }
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? "it cannot be decoded" : e.getMessage();
    }

    private static RefusedException refusal(String detail) {
        return new RefusedException("invalid-image", "image", detail);
    }
}
