package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.RefusedException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RefusedException assertRefused(byte[] json) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> StrictJson.read(json));
        assertEquals("invalid-json", refusal.code());
        assertNull(refusal.field());
        return refusal;
    }

    @Test
    void readsTextOfAllPlanes() {
        assertEquals("größer ☎ 請求 😀", StrictJson.read(utf8("\"größer ☎ 請求 😀\"")).textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void refusesNothing(String json) {
        assertEquals("JSON expected: nothing was sent", assertRefused(utf8(json)).detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,", "{\"a\":}", "{a:1}", "{'a':1}", "garbage", "// why\n1", "NaN", "[1,]", "01", "+1", "\"\n\"", "\u0000"})
    void refusesWhatIsNoJson(String json) {
        assertTrue(assertRefused(utf8(json)).detail().startsWith("not valid JSON: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} x", "{}{}", "1 2", "[]]", "{}\u0000"})
    void refusesTrailingText(String json) {
        assertRefused(utf8(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "[{\"b\":{\"a\":1,\"x\":0,\"a\":1}}]", "{\"a\":1,\"\\u0061\":2}"})
    void refusesDuplicateNames(String json) {
        assertTrue(assertRefused(utf8(json)).detail().contains("Duplicate field 'a'"));
    }

    /** A stray continuation, a sequence cut short, an overlong zero and slash, half a surrogate pair, beyond the last plane, no UTF-8 at all. */
    @ParameterizedTest
    @ValueSource(strings = {"80", "c3", "e298", "c080", "e080af", "eda080", "f4908080", "f8888080", "ff", "fe"})
    void refusesInvalidUtf8(String hex) {
        String json = HexFormat.of().formatHex(utf8("{\"text\":\"")) + hex + HexFormat.of().formatHex(utf8("\"}"));
        assertRefused(HexFormat.of().parseHex(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void refusesOtherEncodings(String charset) {
        assertRefused("{\"text\":\"hello\"}".getBytes(Charset.forName(charset)));
    }

    @Test
    void boundsDepth() {
        assertTrue(StrictJson.read(utf8("[".repeat(64) + "]".repeat(64))).isArray());
        assertRefused(utf8("[".repeat(65) + "]".repeat(65)));
        assertRefused(utf8("[".repeat(1_000_000)));
        assertRefused(utf8("{\"a\":".repeat(100_000)));
    }

    @Test
    void boundsNumbers() {
        assertRefused(utf8("9".repeat(100_000)));
    }

    @Test
    void saysWhereItBreaksWithoutQuotingTheSource() {
        String detail = assertRefused(utf8("{\"text\":\"my secret\",\n  \"a\" 1}")).detail();
        assertTrue(detail.endsWith("(line 2, column 7)"), detail);
        assertFalse(detail.contains("secret"), detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"{}\"", "null", "true"})
    void refusesWhatIsNoObjectWhereOneIsExpected(String json) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> StrictJson.readObject(utf8(json)));
        assertEquals("invalid-json", refusal.code());
        assertTrue(refusal.detail().startsWith("a JSON object expected: "), refusal.detail());
    }

    @Test
    void namesTheFieldThatIsNoObject() {
        RefusedException refusal = assertThrows(RefusedException.class, () -> StrictJson.object(StrictJson.read(utf8("[]")), "head"));
        assertEquals("head", refusal.field());
        assertEquals("a JSON object expected: array", refusal.detail());
    }

    @Test
    void writesTimesAsIso8601() {
        assertEquals("{\"at\":\"2026-11-23T12:00:00.123Z\"}",
                new String(StrictJson.write(Map.of("at", Instant.parse("2026-11-23T12:00:00.123Z"))), StandardCharsets.UTF_8));
    }

    @Test
    void readsValuesThatALaterVersionWrote() {
        assertEquals(new Position(1, 2), StrictJson.readValue(utf8("{\"partition\":1,\"offset\":2,\"later\":[]}"), Position.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{\"partition\":{}}", "{\"partition\":1,\"offset\":2} x"})
    void valuesThatAreNoneAreIllegalArguments(String json) {
        assertThrows(IllegalArgumentException.class, () -> StrictJson.readValue(utf8(json), Position.class));
    }
}
