package dev.regraft.backbone;

/**
 * What a network sees of an image: resized, then the middle of it. As torchvision's {@code Resize} and {@code CenterCrop} do.
 *
 * @param height of the middle, in pixels
 * @param width of the middle
 */
record Frame(Resizing resizing, int height, int width) {

    /** The longest side: an image can be 64 times as long as it is wide, so the resized one is bounded by that. */
    private static final int LONGEST = 1_024;

    Frame {
        if (height < 1 || height > LONGEST || width < 1 || width > LONGEST) {
            throw new IllegalArgumentException("height and width must be in [1, " + LONGEST + "]: " + height + " × " + width);
        }
        boolean fits = switch (resizing) {
            case Resizing.None _ -> true;
            case Resizing.ShorterSide(int pixels, Filter _) -> pixels >= Math.max(height, width) && pixels <= LONGEST;
            case Resizing.Exactly(int newHeight, int newWidth, Filter _) -> newHeight >= height && newWidth >= width
                    && Math.max(newHeight, newWidth) <= LONGEST;
        };
        if (!fits) {
            throw new IllegalArgumentException("a resized image must have at least " + height + " × " + width + " pixels, and a side of at most "
                    + LONGEST + ": " + resizing);
        }
    }

    /** The sizes of an image after it is resized. */
    sealed interface Resizing {

        /** It stays as it is. */
        record None() implements Resizing {
        }

        /** Its shape is kept. */
        record ShorterSide(int pixels, Filter filter) implements Resizing {
        }

        /** Its shape is not. */
        record Exactly(int height, int width, Filter filter) implements Resizing {
        }
    }

    /** How pixels between pixels are made, by the number that Pillow and {@code preprocessor_config.json} have for it. */
    enum Filter {

        NEAREST(0), BILINEAR(2), BICUBIC(3);

        private final int code;

        Filter(int code) {
            this.code = code;
        }

        /** Pillow's number. */
        int code() {
            return code;
        }
    }

    /** How the pixels of a resized image are made; null if they are those that it has. */
    Filter filter() {
        return switch (resizing) {
            case Resizing.None _ -> null;
            case Resizing.ShorterSide(int _, Filter filter) -> filter;
            case Resizing.Exactly(int _, int _, Filter filter) -> filter;
        };
    }

    /** Height of an image of these sizes after it is resized. */
    long newHeight(int oldWidth, int oldHeight) {
        return switch (resizing) {
            case Resizing.None _ -> oldHeight;
            case Resizing.ShorterSide(int pixels, Filter _) -> oldHeight * (long) pixels / Math.min(oldWidth, oldHeight);
            case Resizing.Exactly(int newHeight, int _, Filter _) -> newHeight;
        };
    }

    /** Width of an image of these sizes after it is resized. */
    long newWidth(int oldWidth, int oldHeight) {
        return switch (resizing) {
            case Resizing.None _ -> oldWidth;
            case Resizing.ShorterSide(int pixels, Filter _) -> oldWidth * (long) pixels / Math.min(oldWidth, oldHeight);
            case Resizing.Exactly(int _, int newWidth, Filter _) -> newWidth;
        };
    }

    /** Whether an image of these sizes is large enough; only one that is not resized can be too small. */
    boolean fits(int oldWidth, int oldHeight) {
        return !(resizing instanceof Resizing.None) || oldWidth >= width && oldHeight >= height;
    }
}
