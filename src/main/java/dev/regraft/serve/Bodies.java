package dev.regraft.serve;

import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Limits;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** Reads request bodies, never more than the limit. */
@Singleton
public final class Bodies {

    private final Limits limits;

    public Bodies(Limits limits) {
        this.limits = limits;
    }

    /**
     * The whole body.
     *
     * @throws ProblemException 413 if it is longer than the limit
     */
    byte[] read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(limits.requestBytes() + 1);
            if (bytes.length > limits.requestBytes()) {
                throw tooLarge("a request body");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The body as text.
     *
     * @throws RefusedException if the bytes are no text of that character set
     */
    String readText(InputStream body, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(read(body))).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException("invalid-text", "text", "text must be " + charset.name());
        }
    }

    /** Lines of a body, one at a time, each bounded; the whole is not. */
    Lines lines(InputStream body) {
        return new Lines(body);
    }

    private ProblemException tooLarge(String what) {
        return new ProblemException(413, "too-large", what + " must have at most " + limits.requestBytes() + " bytes");
    }

    /** Reads a body line by line. One thread. */
    final class Lines {

        private final InputStream body;
        private final byte[] chunk = new byte[64 << 10];
        private int position;
        private int end;
        private int number;

        private Lines(InputStream body) {
            this.body = body;
        }

        /** Number of the line that was read last, from 1 up. */
        int number() {
            return number;
        }

        /**
         * The next line without its end; null after the last.
         *
         * @throws ProblemException 413 if it is longer than a request body may be
         */
        byte[] next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean any = false;
            while (position < end || fill()) {
                any = true;
                int from = position;
                while (position < end && chunk[position] != '\n') {
                    position++;
                }
                line.write(chunk, from, position - from);
                if (line.size() > limits.requestBytes()) {
                    throw tooLarge("line " + (number + 1));
                }
                if (position < end) {
                    position++;
                    break;
                }
            }
            number += any ? 1 : 0;
            return any ? line.toByteArray() : null;
        }

        private boolean fill() throws IOException {
            position = 0;
            end = Math.max(0, body.read(chunk));
            return end > 0;
        }
    }
}
