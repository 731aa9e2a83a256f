package dev.regraft.feature;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * What is around every binary record of the log, big-endian: four letters, u16 format version, the body, u32 CRC-32C of all bytes before
 * it. So a record that is none, is damaged, or comes from a newer version is refused and never misread; which of these it is can be told
 * apart as long as every version keeps this frame.
 *
 * @param what the record is, for errors: {@code head}
 * @param letters the four that it begins with, ASCII
 * @param oldest version of the format that is read
 * @param version of the format that is written, and the newest one that is read
 */
public record RecordFrame(String what, String letters, int oldest, int version) {

    private static final int HEADER_BYTES = 6;
    private static final int CHECKSUM_BYTES = 4;
    private static final int CHUNK_BYTES = 1 << 16;

    /** Writes a body. */
    public interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads a body, whose bytes left are what {@link DataInputStream#available()} says. */
    public interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** A record of which there was only one version. */
    public RecordFrame(String what, String letters, int version) {
        this(what, letters, version, version);
    }

    /** The record as bytes. */
    public byte[] write(Writer body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes the record to a stream, which stays open. */
    public void write(OutputStream target, Writer body) throws IOException {
        CRC32C crc = new CRC32C();
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(target, crc));
        out.write(letters.getBytes(StandardCharsets.US_ASCII));
        out.writeShort(version);
        body.write(out);
        out.writeInt((int) crc.getValue());
        out.flush();
    }

    /**
     * What the record holds.
     *
     * @throws NewerFormatException if they come from a newer version
     * @throws IllegalArgumentException if the bytes are no such record, are damaged, or their body is longer or shorter than what is
     *     read of it
     */
    public <T> T read(byte[] bytes, Reader<T> body) {
        int end = bytes.length - CHECKSUM_BYTES;
        requireLetters(bytes, bytes.length);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        requireChecksum(bytes.length, ByteBuffer.wrap(bytes).getInt(end), crc);
        requireVersion(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, HEADER_BYTES, end - HEADER_BYTES))) {
            T value = body.read(in);
            if (in.available() != 0) {
                throw new IllegalArgumentException("bytes left over behind a " + what + ": " + in.available());
            }
            return value;
        } catch (EOFException e) {
            throw new IllegalArgumentException("not a " + what + ": it ends too soon, after " + bytes.length + " bytes", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a " + what + ": " + e.getMessage(), e);
        }
    }

    private void requireLetters(byte[] header, long sizeBytes) {
        if (sizeBytes < HEADER_BYTES + CHECKSUM_BYTES
                || !new String(header, 0, letters.length(), StandardCharsets.US_ASCII).equals(letters)) {
            throw new IllegalArgumentException("not a " + what + ": it does not begin with " + letters);
        }
    }

    /** The version of the format that a record says it is of, whether or not it can be read. */
    public int versionOf(byte[] bytes) {
        return bytes.length < HEADER_BYTES ? 0 : Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(letters.length()));
    }

    private void requireVersion(byte[] header) {
        int found = versionOf(header);
        if (found > version) {
            throw new NewerFormatException("format version of a " + what + " must be " + version + ": " + found
                    + " is of a later version of the service");
        }
        if (found < oldest) {
            throw new IllegalArgumentException("format version of a " + what + " must be "
                    + (oldest == version ? "" : "from " + oldest + " to ") + version + ": " + found);
        }
    }

    private void requireChecksum(long sizeBytes, int found, CRC32C crc) {
        if (found != (int) crc.getValue()) {
            throw new IllegalArgumentException("checksum of a " + what + " of " + sizeBytes + " bytes does not match");
        }
    }

    /**
     * Reads a record too large for memory to its end, and checks all but what its body says.
     *
     * @throws NewerFormatException if it comes from a newer version
     * @throws IllegalArgumentException if it is no such record, or is damaged
     */
    public void verify(DataInputStream in, long sizeBytes) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        byte[] header = Arrays.copyOf(in.readNBytes(HEADER_BYTES), HEADER_BYTES);
        requireLetters(header, sizeBytes);
        CRC32C crc = new CRC32C();
        crc.update(header);
        for (long left = sizeBytes - HEADER_BYTES - CHECKSUM_BYTES; left > 0; ) {
            int read = in.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
            if (read == 0) {
                throw new EOFException("it ends too soon");
            }
            crc.update(chunk, 0, read);
            left -= read;
        }
        requireChecksum(sizeBytes, in.readInt(), crc);
        requireVersion(header);
    }

    /** Skips what stands before the body of a record that was verified. */
    public void skipHeader(DataInputStream in) throws IOException {
        in.skipNBytes(HEADER_BYTES);
    }
}
