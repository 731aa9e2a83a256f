package dev.regraft.backbone;

import java.io.EOFException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Whether a JPEG ended early: the platform's reader paints the rest grey, and only warns. */
final class Truncation implements IIOReadWarningListener {

    private String warning;

    @Override
    public void warningOccurred(ImageReader source, String text) {
        if (text.toLowerCase(Locale.ROOT).contains("premature end")) {
            warning = text;
        }
    }

    void requireNone() throws EOFException {
        if (warning != null) {
            throw new EOFException(warning);
        }
    }
}
