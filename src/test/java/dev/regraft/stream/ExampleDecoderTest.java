package dev.regraft.stream;

import static dev.regraft.stream.ExampleRecords.JSON;
import static dev.regraft.stream.ExampleRecords.SUPPORT;
import static dev.regraft.stream.ExampleRecords.TEXT_HEADERS;
import static dev.regraft.stream.ExampleRecords.record;
import static dev.regraft.stream.ExampleRecords.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.regraft.backbone.Input;
import dev.regraft.head.Target;
import dev.regraft.graft.Annotation;
import dev.regraft.graft.TaskDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleDecoderTest {

    private final ExampleDecoder decoder = ExampleRecords.decoder();

    private LoggedExample decode(String key, String value, Map<String, String> headers) {
        return decoder.decode(record(utf8(key), utf8(value), headers));
    }

    private LoggedExample.Labeled labeled(String key, String value, Map<String, String> headers) {
        return assertInstanceOf(LoggedExample.Labeled.class, decode(key, value, headers));
    }

    @Test
    void readsJson() {
        LoggedExample.Labeled labeled = labeled("mail/7",
                "{'task':'support','text':'my money, größer ☎','label':'refund','weight':0.5,'attributes':{'channel':'mail'},'more':[1]}", Map.of());
        assertSame(SUPPORT, labeled.task());
        assertEquals("mail/7", labeled.id());
        assertEquals(new Input.Text("my money, größer ☎"), labeled.input());
        assertEquals(new Annotation(new Target.Label("refund"), 0.5, Map.of("channel", "mail")), labeled.annotation());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/JSON", " application/json "})
    void jsonMayBeNamed(String contentType) {
        assertEquals("refund", labeled("7", JSON, Map.of("content-type", contentType)).annotation().target().labels().getFirst());
    }

    @Test
    void taskOfJsonMayStandInTheHeader() {
        assertEquals("urgency", labeled("7", "{'text':'x','label':'a'}", Map.of("task", "urgency")).task().task());
        assertEquals("urgency", labeled("7", "{'task':null,'text':'x','label':'a'}", Map.of("task", "urgency")).task().task());
        assertEquals("support", labeled("7", JSON, Map.of("task", "urgency")).task().task());
    }

    @Test
    void readsPlainText() {
        LoggedExample.Labeled labeled = labeled("7", "my {money} ☎", TEXT_HEADERS);
        assertSame(SUPPORT, labeled.task());
        assertEquals("7", labeled.id());
        assertEquals(new Input.Text("my {money} ☎"), labeled.input());
        assertEquals(new Annotation(new Target.Label("refund"), 1, Map.of()), labeled.annotation());
    }

    @Test
    void contentTypeDoesNotDependOnTheLanguageOfTheHost() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertEquals("refund", labeled("7", JSON, Map.of("content-type", "APPLICATION/JSON")).annotation().target().labels().getFirst());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void headersWithoutAValueAreAbsent() {
        ConsumerRecord<byte[], byte[]> record = record(utf8("7"), utf8(JSON), Map.of());
        record.headers().add("content-type", null).add("task", null);
        assertInstanceOf(LoggedExample.Labeled.class, decoder.decode(record));
    }

    @Test
    void recordWithoutAKeyIsNamedByTheIdInItsJson() {
        String json = "{'id':'in-json','task':'support','text':'x','label':'a'}";
        assertEquals("in-json", labeled(null, json, Map.of()).id());
        assertEquals("in-json", labeled("", json, Map.of()).id());
        assertEquals("in-key", labeled("in-key", json, Map.of()).id());
    }

    @Test
    void recordWithoutAnyIdIsNamedByItsPlaceInTheLog() {
        assertEquals("examples-2-41", labeled(null, JSON, Map.of()).id());
        assertEquals("examples-2-41", labeled(null, "text", TEXT_HEADERS).id());
    }

    @Test
    void nullDeletesInTheTaskOfTheHeader() {
        assertDeletes(List.of("urgency"), decode("7", null, Map.of("task", "urgency")));
    }

    @Test
    void nullWithoutATaskDeletesInEveryTask() {
        assertDeletes(List.of("support", "urgency"), decode("7", null, Map.of()));
    }

    private static void assertDeletes(List<String> tasks, LoggedExample read) {
        LoggedExample.Deleted deleted = assertInstanceOf(LoggedExample.Deleted.class, read);
        assertEquals(tasks, deleted.tasks().stream().map(TaskDefinition::task).toList());
        assertEquals("7", deleted.id());
    }
}
