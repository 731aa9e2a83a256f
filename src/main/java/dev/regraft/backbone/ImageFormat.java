package dev.regraft.backbone;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The image formats that are read, told by their first bytes: what a client calls a file is not asked. */
enum ImageFormat {

    JPEG("JPEG", "\u00ff\u00d8\u00ff"),
    PNG("PNG", "\u0089PNG\r\n\u001a\n"),
    GIF("GIF", "GIF87a", "GIF89a"),
    BMP("BMP", "BM"),
    WEBP("WebP", "RIFF");

    private final String title;
    private final String[] beginnings;

    ImageFormat(String title, String... beginnings) {
        this.title = title;
        this.beginnings = beginnings;
    }

    static Optional<ImageFormat> of(byte[] file) {
        return Arrays.stream(values()).filter(format -> format.begins(file)).findFirst();
    }

    private boolean begins(byte[] file) {
        return Arrays.stream(beginnings).anyMatch(beginning -> contains(file, 0, beginning))
                && (this != WEBP || contains(file, 8, "WEBP"));
    }

    private static boolean contains(byte[] file, int from, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (from + i >= file.length || (file[from + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** As people write it. */
    String title() {
        return title;
    }

    /** Heap that decoding a file takes at most for each of its pixels; a JPEG's header says. */
    int bytesPerPixel(byte[] file) {
        return switch (this) {
            case JPEG -> 4;
            case PNG -> file.length > 24 && file[24] == 16 ? 8 : 4;
            case GIF -> 1;
            case BMP -> 4;
            case WEBP -> 8;
        };
    }

    static String titles() {
        return Arrays.stream(values()).map(ImageFormat::title).collect(Collectors.joining(", "));
    }
}
