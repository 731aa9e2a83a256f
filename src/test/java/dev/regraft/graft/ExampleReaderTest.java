package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.Target;
import dev.regraft.quality.Scorecard;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleReaderTest {

    private final ExampleReader reader = new ExampleReader(Toy.limits("task-labels=2", "label-characters=10", "id-characters=12",
            "example-attributes=3"));
    private final Task task = Toy.task();

    private static ObjectNode json(String json) {
        return StrictJson.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Annotation read(String json) {
        return reader.annotation(json(json), task);
    }

    private void assertRefused(String code, String field, String json) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read(json), json);
        assertEquals(code, refusal.code(), json);
        assertEquals(field, refusal.field(), json);
    }

    @Test
    void labelAloneCountsOnceAndHasNoAttributes() {
        assertEquals(new Annotation(new Target.Label("refund"), 1, Map.of()), read("{'label':'refund','text':'not looked at'}"));
        assertEquals(new Annotation(new Target.Label("refund"), 1, Map.of()), read("{'label':'refund','weight':null,'attributes':null}"));
    }

    @Test
    void takesWeightAndAttributes() {
        assertEquals(new Annotation(new Target.Label("größer ☎"), 0.25, Map.of("channel", "mail", "age", "7", "vip", "true")),
                read("{'label':'größer ☎','weight':0.25,'attributes':{'channel':'mail','age':7,'vip':true}}"));
    }

    @Test
    void attributeThatIsNullIsAbsent() {
        assertEquals(Map.of("a", "x"), read("{'label':'refund','attributes':{'a':'x','b':null}}").attributes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'label':null}"})
    void refusesMissingLabels(String json) {
        assertRefused("missing-label", "label", json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "['refund']", "{}", "''", "' '", "'\\t'", "'\\u00a0\\u0000'", "'a\\nb'", "'a\\u007f'", "'a\\ud800b'",
            "'12345678901'"})
    void refusesLabelsThatAreNoName(String label) {
        assertRefused("invalid-label", "label", "{'label':" + label + "}");
    }

    @Test
    void takesLabelsUpToTheLimit() {
        assertEquals("1234567890", read("{'label':'1234567890'}").target().labels().getFirst());
        RefusedException refusal = assertThrows(RefusedException.class, () -> read("{'label':'12345678901'}"));
        assertEquals("label must have at most 10 characters: 11", refusal.detail());
    }

    @Test
    void refusesWhatOtherKindsOfTaskTake() {
        assertRefused("invalid-label", "labels", "{'labels':['refund']}");
        assertRefused("invalid-label", "labels", "{'label':'refund','labels':[]}");
        assertRefused("invalid-label", "target", "{'target':1.5}");
    }

    @Test
    void refusesOneLabelMoreThanATaskMayHave() {
        task.advance(task.state().counted(2, new TreeMap<>(Map.of("a", 1L, "b", 1L)), Scorecard.EMPTY, null, Progress.NONE, null), 0);
        assertEquals("b", read("{'label':'b'}").target().labels().getFirst());
        assertRefused("too-many-labels", "label", "{'label':'c'}");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "0.015625,0.015625", "100,100", "1e-300,1e-300", "1e2,100"})
    void takesWeightsInRange(String weight, double expected) {
        assertEquals(expected, read("{'label':'a','weight':" + weight + "}").weight());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.001", "100.001", "1e400", "-1e400", "'1'", "true", "[]", "{}"})
    void refusesWeightsOutOfRange(String weight) {
        assertRefused("invalid-weight", "weight", "{'label':'a','weight':" + weight + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'mail'", "7", "{'a':1,'b':1,'c':1,'d':1}"})
    void refusesAttributesThatAreNoSmallObject(String attributes) {
        assertRefused("invalid-attributes", "attributes", "{'label':'a','attributes':" + attributes + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'a':{}}", "{'a':[1]}", "{'a':''}", "{'a':'12345678901'}", "{'a':'\\n'}", "{'a':'\\udc00'}"})
    void namesTheAttributeAtFault(String attributes) {
        assertRefused("invalid-attributes", "attributes.a", "{'label':'a','attributes':" + attributes + "}");
    }

    @Test
    void refusesAttributesWithoutAProperName() {
        assertRefused("invalid-attributes", "attributes. ", "{'label':'a','attributes':{' ':'x'}}");
        assertRefused("invalid-attributes", "attributes.12345678901", "{'label':'a','attributes':{'12345678901':'x'}}");
    }

    @Test
    void takesIds() {
        assertEquals("mail/7 ü", reader.id(json("{'id':'mail/7 ü'}")));
        assertEquals("123456789012", reader.id("123456789012"));
        assertNull(reader.id(json("{}")));
        assertNull(reader.id(json("{'id':null}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "{}", "['a']", "''", "'  '", "'a\\u0000'", "'\\udfff'", "'1234567890123'"})
    void refusesIdsThatAreNoName(String id) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> reader.id(json("{'id':" + id + "}")));
        assertEquals("invalid-id", refusal.code());
        assertEquals("id", refusal.field());
    }
}
