package dev.regraft.stream;

import dev.regraft.feature.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Text in a record's key, headers and value: UTF-8, refused if it is not. */
final class RecordText {

    private RecordText() {
    }

    /** A header's text; null if the record has none of that name. */
    static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : decode(header.value(), name);
    }

    /**
     * The bytes as text.
     *
     * @param what names them in the error
     * @throws RefusedException with code {@code invalid-utf8} if they are none
     */
    static String decode(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException("invalid-utf8", what, what + " must be UTF-8");
        }
    }
}
