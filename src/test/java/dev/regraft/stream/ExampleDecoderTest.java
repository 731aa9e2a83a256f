package dev.regraft.stream;

import static dev.regraft.stream.ExampleRecords.JSON;
import static dev.regraft.stream.ExampleRecords.SUPPORT;
import static dev.regraft.stream.ExampleRecords.TEXT_HEADERS;
import static dev.regraft.stream.ExampleRecords.record;
import static dev.regraft.stream.ExampleRecords.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "image/jpeg", "IMAGE/WebP; q=1"})
    void readsTheBytesOfAnImage(String contentType) {
        LoggedExample.Labeled labeled = labeled("7", "bytes", Map.of("content-type", contentType, "task", "support", "label", "refund"));
        assertArrayEquals(utf8("bytes"), assertInstanceOf(Input.Image.class, labeled.input()).bytes());
        assertEquals(new Annotation(new Target.Label("refund"), 1, Map.of()), labeled.annotation());
    }

    @Test
    void readsSeveralLabelsAndNumbers() {
        assertEquals(new Target.Labels(List.of("angry", "urgent")),
                labeled("7", "{'task':'tone','text':'x','labels':['urgent','angry']}", Map.of()).annotation().target());
        assertEquals(new Target.Value(-1.5), labeled("7", "{'task':'price','text':'x','target':-1.5}", Map.of()).annotation().target());
    }

    @Test
    void plainTextHasItsLabelsOrItsNumberInAHeader() {
        assertEquals(new Target.Labels(List.of("größer ☎", "urgent")), target("tone", "labels", "['urgent','größer ☎']"));
        assertEquals(new Target.Labels(List.of()), target("tone", "labels", "[]"));
        assertEquals(new Target.Value(-1.5e3), target("price", "target", "-1.5e3"));
        assertEquals(new Target.Label("[1]"), target("support", "label", "[1]"));
    }

    private Target target(String task, String header, String value) {
        return labeled("7", "x", Map.of("content-type", "text/plain", "task", task, header, value)).annotation().target();
    }

    @Test
    void headersThatTheTaskDoesNotTakeAreLeftAlone() {
        Map<String, String> headers = Map.of("content-type", "text/plain", "task", "tone", "labels", "['a']", "label", "b", "target", "{");
        assertEquals(new Target.Labels(List.of("a")), labeled("7", "x", headers).annotation().target());
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
        assertDeletes(List.of("price", "support", "tone", "urgency"), decode("7", null, Map.of()));
    }

    private static void assertDeletes(List<String> tasks, LoggedExample read) {
        LoggedExample.Deleted deleted = assertInstanceOf(LoggedExample.Deleted.class, read);
        assertEquals(tasks, deleted.tasks().stream().map(TaskDefinition::task).toList());
        assertEquals("7", deleted.id());
    }
}
