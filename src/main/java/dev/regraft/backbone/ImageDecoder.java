package dev.regraft.backbone;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.regraft.feature.RefusedException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
    /** Each pass over a progressive JPEG takes the decoder over the whole picture; cameras and programs write about 10. */
    private static final int MAX_SCANS = 100;
    private static final int KIB = 1_024;

    private final int maxMegapixels;
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
        this.maxMegapixels = maxMegapixels;
        this.heapKib = (int) Math.clamp(heapBytes / KIB, 1, Integer.MAX_VALUE);
        this.freeKib = new Semaphore(heapKib, true);
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
            int kib = checkedKib(reader, format, file);
            freeKib.acquireUninterruptibly(kib);
            return decode(reader, format, file, kib);
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

    /** Heap that the image will take, in KiB. */
    private int checkedKib(ImageReader reader, ImageFormat format, byte[] file) throws IOException {
        requireDecodable(format, file);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        long pixels = (long) width * height;
        if (width < 1 || height < 1 || pixels > maxMegapixels * 1_000_000L) {
            throw refusal("image must have at most " + maxMegapixels + " megapixels: " + width + " × " + height);
        }
        if (Math.max(width, height) > (long) MAX_RATIO * Math.min(width, height)) {
            throw refusal("a side of an image must be at most " + MAX_RATIO + " times the other: " + width + " × " + height);
        }
        long kib = pixels * format.bytesPerPixel(file) / KIB + 1;
        if (kib > heapKib) {
            throw refusal("an image must take at most " + heapKib / KIB + " MiB decoded, half of this process's heap: " + width + " × "
                    + height + " takes " + kib / KIB);
        }
        return (int) kib;
    }

    private static void requireDecodable(ImageFormat format, byte[] file) {
        if (format == ImageFormat.JPEG) {
            int scans = JpegHeader.read(file).scans();
            if (scans > MAX_SCANS) {
                throw refusal("a JPEG must have at most " + MAX_SCANS + " scans: " + scans);
            }
        }
        if (format == ImageFormat.BMP && file.length > 33 && (file[30] == 4 || file[30] == 5)) {
            throw refusal("a BMP must hold pixels, not another image file");
        }
    }

    private DecodedImage decode(ImageReader reader, ImageFormat format, byte[] file, int kib) throws IOException {
        boolean handedOver = false;
        try {
            DecodedImage image = format == ImageFormat.JPEG ? jpeg(reader, file, kib) : other(reader, kib);
            handedOver = true;
            return image;
        } finally {
            if (!handedOver) {
                freeKib.release(kib);
            }
        }
    }

    private DecodedImage jpeg(ImageReader reader, byte[] file, int kib) throws IOException {
        Truncation truncation = new Truncation();
        reader.addIIOReadWarningListener(truncation);
        Raster raster = reader.readRaster(0, null);
        truncation.requireNone();
        JpegHeader header = JpegHeader.read(file);
        return new DecodedImage(raster, PixelColours.of(header.colours()), header.orientation(), () -> freeKib.release(kib));
    }

    private DecodedImage other(ImageReader reader, int kib) throws IOException {
        BufferedImage image = reader.read(0);
        return new DecodedImage(image.getRaster(), PixelColours.of(image), 1, () -> freeKib.release(kib));
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? "it cannot be decoded" : e.getMessage();
    }

    private static RefusedException refusal(String detail) {
        return new RefusedException("invalid-image", "image", detail);
    }
}
