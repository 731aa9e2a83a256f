package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleReaderTest {

    private final ExampleReader reader = new ExampleReader(Toy.limits("task-labels=2", "label-characters=10", "id-characters=12",
            "example-attributes=3", "example-labels=3"));
    private Task task = Toy.task();

    private static ObjectNode json(String json) {
        return StrictJson.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Annotation read(String json) {
        return reader.annotation(json(json), task);
    }

    private RefusedException assertRefused(String code, String field, String json) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read(json), json);
        assertEquals(code, refusal.code(), json);
        assertEquals(field, refusal.field(), json);
        return refusal;
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

    private static Task task(Kind kind) {
        return new Task(new TaskDefinition("support", Toy.CREATED, kind, "toy", List.of(), "auto", null, null, true, null, Gate.DEFAULT,
                List.of()));
    }

    @Test
    void severalLabelsAreASet() {
        task = task(Kind.MULTI_LABEL);
        assertEquals(new Annotation(new Target.Labels(List.of("b", "a")), 0.5, Map.of()), read("{'labels':['b','a'],'weight':0.5}"));
        assertEquals(List.of("a", "b"), read("{'labels':['b','a']}").target().labels());
        assertEquals(new Target.Labels(List.of()), read("{'labels':[],'label':null,'target':null}").target());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "labels    | 'a'           | labels must be an array of strings: string",
            "labels    | {}            | labels must be an array of strings: object",
            "labels[1] | ['a',1]       | labels[1] must be a string: number",
            "labels[0] | [null]        | labels[0] must be a string: null",
            "labels[1] | ['a',' ']     | labels[1] must not be blank",
            "labels[0] | ['12345678901'] | labels[0] must have at most 10 characters: 11",
            "labels    | ['a','a']     | labels must be distinct: a",
            "labels    | ['a','b','c','d'] | an example must have at most 3 labels: 4"})
    void refusesLabelsThatAreNoSetOfNames(String field, String labels, String detail) {
        task = task(Kind.MULTI_LABEL);
        RefusedException refusal = assertRefused("invalid-label", field, "{'labels':" + labels + "}");
        assertEquals(detail, refusal.detail());
    }

    @ParameterizedTest
    @CsvSource({"1.5,1.5", "-7,-7", "0,0", "1e12,1e12", "-1000000000000,-1e12", "1e-320,1e-320"})
    void takesNumbers(String target, double expected) {
        task = task(Kind.REGRESSION);
        assertEquals(new Target.Value(expected), read("{'target':" + target + "}").target());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "'1.5' | target must be a number: string",
            "true  | target must be a number: boolean",
            "[1]   | target must be a number: array",
            "1.000001e12 | target must be in [-1e12, 1e12]: 1.000001E12",
            "-1e400 | target must be in [-1e12, 1e12]: -Infinity"})
    void refusesTargetsThatAreNoNumberInRange(String target, String detail) {
        task = task(Kind.REGRESSION);
        assertEquals(detail, assertRefused("invalid-target", "target", "{'target':" + target + "}").detail());
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_LABEL,missing-label,label", "MULTI_LABEL,missing-label,labels", "REGRESSION,missing-target,target"})
    void namesWhatIsMissing(Kind kind, String code, String field) {
        task = task(kind);
        assertEquals(field + " is missing", assertRefused(code, field, "{}").detail());
        assertRefused(code, field, "{'" + field + "':null}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "SINGLE_LABEL | labels | {'labels':['refund']}             | a single-label task takes label: labels",
            "SINGLE_LABEL | labels | {'label':'refund','labels':[]}    | a single-label task takes label: labels",
            "SINGLE_LABEL | target | {'target':1.5}                    | a single-label task takes label: target",
            "MULTI_LABEL  | label  | {'label':'refund'}                | a multi-label task takes labels: label",
            "MULTI_LABEL  | target | {'labels':['refund'],'target':1}  | a multi-label task takes labels: target"})
    void refusesWhatOtherKindsOfTaskTake(Kind kind, String field, String json, String detail) {
        task = task(kind);
        assertEquals(detail, assertRefused("invalid-label", field, json).detail());
    }

    @Test
    void regressionTakesNoLabels() {
        task = task(Kind.REGRESSION);
        assertEquals("a regression task takes target: label", assertRefused("invalid-target", "label", "{'label':'refund'}").detail());
        assertRefused("invalid-target", "labels", "{'target':1,'labels':[]}");
    }

    @Test
    void severalLabelsMustFitIntoTheTaskTogether() {
        task = task(Kind.MULTI_LABEL);
        assertRefused("too-many-labels", "labels", "{'labels':['a','b','c']}");
        task.advance(task.state().counted(1, new TreeMap<>(Map.of("a", 1L)), Scorecard.EMPTY, null, Progress.NONE, null), 0);
        assertEquals(List.of("a", "b"), read("{'labels':['a','b']}").target().labels());
        assertRefused("too-many-labels", "labels", "{'labels':['b','c']}");
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
