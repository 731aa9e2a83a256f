package dev.regraft.stream;

import static dev.regraft.stream.ExampleRecords.CREATED;
import static dev.regraft.stream.ExampleRecords.JSON;
import static dev.regraft.stream.ExampleRecords.TEXT_HEADERS;
import static dev.regraft.stream.ExampleRecords.record;
import static dev.regraft.stream.ExampleRecords.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the dead letters, and why. */
class ExampleDecoderRefusalTest {

    private final ExampleDecoder decoder = ExampleRecords.decoder();

    private void assertRefused(String code, String field, ConsumerRecord<byte[], byte[]> record) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> decoder.decode(record));
        assertEquals(code, refusal.code(), refusal.detail());
        assertEquals(field, refusal.field(), refusal.detail());
    }

    private void assertRefused(String code, String field, String value) {
        assertRefused(code, field, record(utf8("7"), utf8(value), Map.of()));
    }

    private void assertTextRefused(String code, String field, byte[] value, Map<String, String> headers) {
        assertRefused(code, field, record(utf8("7"), value, headers));
    }

    @Test
    void examplePostedToATaskIsForThatIncarnationOnly() {
        Map<String, String> present = Map.of(Incarnation.HEADER, Long.toString(CREATED.toEpochMilli()));
        assertInstanceOf(LoggedExample.Labeled.class, decoder.decode(record(utf8("7"), utf8(JSON), present)));
        Map<String, String> former = Map.of(Incarnation.HEADER, Long.toString(CREATED.toEpochMilli() - 1), "task", "support");
        assertRefused("unknown-task", "task", record(utf8("7"), utf8(JSON), former));
        assertRefused("unknown-task", "task", record(utf8("7"), null, former));
    }

    @Test
    void nullWithoutAKeyIsRefused() {
        assertRefused("missing-id", "key", record(null, null, Map.of()));
        assertRefused("missing-id", "key", record(new byte[0], null, Map.of("task", "support")));
        assertRefused("unknown-task", "task", record(utf8("7"), null, Map.of("task", "other")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'task':'other','text':'x','label':'a'}", "{'task':7,'text':'x','label':'a'}",
            "{'task':'','text':'x','label':'a'}", "{'text':'x','label':'a'}"})
    void refusesUnknownTasks(String json) {
        assertRefused("unknown-task", "task", json);
    }

    @Test
    void plainTextNeedsATask() {
        assertTextRefused("unknown-task", "task", utf8("x"), Map.of("content-type", "text/plain", "label", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "[]", "7", "null", "{'task':'support'", "{} {}", "{'task':'support','task':'urgency'}"})
    void refusesWhatIsNoJsonObject(String value) {
        assertRefused("invalid-json", null, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "ff", "c328", "deadbeef", "524746560001", "7b2274657874223a22c080227d"})
    void refusesGarbageBytes(String hex) {
        assertRefused("invalid-json", null, record(utf8("7"), HexFormat.of().parseHex(hex), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c328", "c080", "eda080", "e298"})
    void refusesInvalidUtf8(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertRefused("invalid-utf8", "id", record(bytes, utf8(JSON), Map.of()));
        assertRefused("invalid-utf8", "id", record(bytes, null, Map.of()));
        assertTextRefused("invalid-utf8", "text", bytes, TEXT_HEADERS);
        for (String header : TEXT_HEADERS.keySet()) {
            ConsumerRecord<byte[], byte[]> record = record(utf8("7"), utf8("x"), TEXT_HEADERS);
            record.headers().remove(header).add(header, bytes);
            assertRefused("invalid-utf8", header, record);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", ";;", "text/html", "application/cloudevents+json", "application/x-ndjson"})
    void refusesOtherContentTypes(String contentType) {
        assertRefused("unsupported-content-type", "content-type", record(utf8("7"), utf8(JSON), Map.of("content-type", contentType)));
    }

    @Test
    void refusesMissingLabels() {
        assertRefused("missing-label", "label", "{'task':'support','text':'x'}");
        assertRefused("missing-label", "label", "{'task':'support','text':'x','label':null}");
        assertTextRefused("missing-label", "label", utf8("x"), Map.of("content-type", "text/plain", "task", "support"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "tone  | none   | x         | missing-label  | labels",
            "tone  | labels | null      | missing-label  | labels",
            "tone  | labels | a,b       | invalid-label  | labels",
            "tone  | labels | ['a',1]   | invalid-label  | labels[1]",
            "tone  | label  | a         | invalid-label  | label",
            "tone  | target | 1         | invalid-label  | target",
            "price | none   | x         | missing-target | target",
            "price | target | much      | invalid-target | target",
            "price | target | NaN       | invalid-target | target",
            "price | target | '1'       | invalid-target | target",
            "price | target | 1e13      | invalid-target | target",
            "price | label  | 1         | invalid-target | label",
            "support | labels | ['a']   | invalid-label  | labels",
            "support | target | 1       | invalid-label  | target"})
    void refusesHeadersThatSayNothingOfTheKind(String task, String header, String value, String code, String field) {
        assertTextRefused(code, field, utf8("x"), Map.of("content-type", "text/plain", "task", task, header, value));
    }

    @Test
    void refusesFieldsOfOtherKinds() {
        assertRefused("invalid-label", "label", "{'task':'tone','text':'x','label':'a'}");
        assertRefused("invalid-target", "labels", "{'task':'price','text':'x','target':1,'labels':[]}");
        assertRefused("missing-target", "target", "{'task':'price','text':'x'}");
    }

    @Test
    void refusesLabelsThatAreTooLong() {
        String label = "x".repeat(300);
        assertRefused("invalid-label", "label", "{'task':'support','text':'x','label':'" + label + "'}");
        assertTextRefused("invalid-label", "label", utf8("x"), Map.of("content-type", "text/plain", "task", "support", "label", label));
    }

    @Test
    void refusesIdsThatAreNoName() {
        assertRefused("invalid-id", "id", record(utf8(" "), utf8(JSON), Map.of()));
        assertRefused("invalid-id", "id", record(utf8("x".repeat(257)), utf8(JSON), Map.of()));
        assertRefused("invalid-id", "id", record(utf8("a\nb"), null, Map.of()));
        assertRefused("invalid-id", "id", record(null, utf8("{'id':7,'task':'support','text':'x','label':'a'}"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '"', value = {
            "none  | {'task':'support','label':'a'}",
            "none  | {'task':'support','label':'a','text':null}",
            "image | {'task':'support','label':'a','text':'x','image':'aGk='}",
            "text  | {'task':'support','label':'a','text':''}",
            "text  | {'task':'support','label':'a','text':' \\n'}",
            "text  | {'task':'support','label':'a','text':7}"})
    void refusesInputsThatAreNotOneOfAKindItKnows(String field, String json) {
        assertRefused("invalid-input", field, json);
    }

    @Test
    void refusesTextsThatAreEmptyOrTooLong() {
        assertTextRefused("invalid-input", "text", new byte[0], TEXT_HEADERS);
        assertTextRefused("invalid-input", "text", utf8("x".repeat(100_001)), TEXT_HEADERS);
        assertInstanceOf(LoggedExample.Labeled.class, decoder.decode(record(utf8("7"), utf8("x".repeat(100_000)), TEXT_HEADERS)));
    }

    /** Anything else that is thrown would stop the stream at this record for ever. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyRecordIsReadOrRefused(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            ConsumerRecord<byte[], byte[]> record = record(damaged(random, "mail/7"), random.nextInt(20) == 0 ? null
                    : damaged(random, "{'id':'7','task':'support','text':'größer','label':'refund','weight':0.5,'attributes':{'channel':'mail'}}"),
                    Map.of());
            TEXT_HEADERS.forEach((name, text) -> {
                if (random.nextInt(4) == 0) {
                    record.headers().add(name, damaged(random, text));
                }
            });
            try {
                decoder.decode(record);
                read++;
            } catch (RefusedException refusal) {
                assertNotNull(refusal.detail(), "seed " + seed + ", record " + i);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", record " + i + ": " + record, e);
            }
        }
        assertTrue(read > 500 && read < 4_500, "seed " + seed + ": " + read + " were read");
    }

    /** The text in UTF-8; in two of three cases some of its bytes are gone, doubled or replaced. */
    private static byte[] damaged(Random random, String text) {
        byte[] bytes = utf8(text);
        if (random.nextInt(3) == 0) {
            return bytes;
        }
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        int oneOf = 1 + random.nextInt(bytes.length * 2);
        for (byte b : bytes) {
            switch (random.nextInt(oneOf) == 0 ? random.nextInt(4) : 4) {
                case 0 -> { }
                case 1 -> damaged.writeBytes(new byte[] {b, b});
                case 2 -> damaged.write(random.nextInt(256));
                case 3 -> damaged.write("\"{}[];:, 0".charAt(random.nextInt(10)));
                default -> damaged.write(b);
            }
        }
        return damaged.toByteArray();
    }
}
