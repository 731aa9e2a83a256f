package dev.regraft.feature;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What is around every binary record of the log, big-endian: four letters, u16 format version, the body, u32 CRC-32C of all bytes before
 * it. So a record that is none, is damaged, or comes from a newer version is refused and never misread.
 *
 * @param what the record is, for errors: {@code head}
 * @param letters the four that it begins with, ASCII
 * @param version of the format that is written, and the only one that is read
 */
public record RecordFrame(String what, String letters, int version) {

    private static final int HEADER_BYTES = 6;
    private static final int CHECKSUM_BYTES = 4;

    /** Writes a body. */
    public interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads a body, whose bytes left are what {@link DataInputStream#available()} says. */
    public interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** The record as bytes. */
    public byte[] write(Writer body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(letters.getBytes(StandardCharsets.US_ASCII));
            out.writeShort(version);
            body.write(out);
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * What the record holds.
     *
     * @throws IllegalArgumentException if the bytes are no such record, are damaged, come from a newer version, or their body is longer or
     *     shorter than what is read of it
     */
    public <T> T read(byte[] bytes, Reader<T> body) {
        int end = bytes.length - CHECKSUM_BYTES;
        if (end < HEADER_BYTES || !new String(bytes, 0, letters.length(), StandardCharsets.US_ASCII).equals(letters)) {
            throw new IllegalArgumentException("not a " + what + ": it does not begin with " + letters);
        }
        int found = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(letters.length()));
        if (found != version) {
            throw new IllegalArgumentException("format version of a " + what + " must be " + version + ": " + found);
        }
        if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
            throw new IllegalArgumentException("checksum of a " + what + " of " + bytes.length + " bytes does not match");
        }
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

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
