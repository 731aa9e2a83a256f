package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regraft.feature.RefusedException;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import dev.regraft.train.Algorithm;
import dev.regraft.train.Balance;
import dev.regraft.train.HeadSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReaderTest {

    private static final Limits LIMITS = Toy.limits("task-labels=3", "label-characters=10");

    private final TaskReader reader = new TaskReader(new ExampleReader(LIMITS), LIMITS);

    private TaskDefinition read(String json) {
        return read(json, Optional.empty());
    }

    private TaskDefinition read(String json, Optional<TaskDefinition> present) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return reader.read("support", StrictJson.readObject(bytes), present, "all-minilm-l6-v2", Toy.CREATED);
    }

    private void assertRefused(String code, String field, String json) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read(json), json);
        assertEquals(code, refusal.code(), json);
        assertEquals(field, refusal.field(), json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'kind':'single-label','backbone':null,'labels':null,'head':null,'gate':{},'slices':[]}",
            "{'head':{'algorithm':'auto','balance':'auto','expansion':'auto','hints':true},"
                    + "'gate':{'mode':'guarded','margin':0.01,'alpha':0.05}}"})
    void everyFieldHasADefault(String json) {
        assertEquals(new TaskDefinition("support", Toy.CREATED, Kind.SINGLE_LABEL, "all-minilm-l6-v2", List.of(), "auto", null, null, true, null,
                Gate.DEFAULT, List.of()), read(json));
    }

    @Test
    void takesEveryField() {
        TaskDefinition read = read("""
                {'task':'support','kind':'multi-label','backbone':'bge-small-en-v1.5',
                 'labels':['billing',{'label':'refund','description':'wants money back'},{'label':'ü'}],
                 'head':{'algorithm':'ridge','balance':'none','expansion':1024,'hints':false},
                 'gate':{'mode':'manual','margin':0,'alpha':0.5},'slices':['channel']}""");
        assertEquals(new TaskDefinition("support", Toy.CREATED, Kind.MULTI_LABEL, "bge-small-en-v1.5",
                List.of(new DeclaredLabel("billing", null), new DeclaredLabel("refund", "wants money back"), new DeclaredLabel("ü", null)), 
                "ridge", "none", 1024, false, null,
                new Gate(Gate.Mode.MANUAL, 0, 0.5), List.of("channel")), read);
    }

    @Test
    void presentTaskKeepsItsBackboneAndItsIncarnation() {
        TaskDefinition present = Toy.definition("support", Toy.CREATED.minusSeconds(1));
        TaskDefinition read = read("{'gate':{'mode':'immediate'}}", Optional.of(present));
        assertEquals(present.createdAt(), read.createdAt());
        assertEquals("toy", read.backbone());
        assertEquals(Gate.Mode.IMMEDIATE, read.gate().mode());
        assertEquals("other", read("{'backbone':'other'}", Optional.of(present)).backbone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "support", "my.task_2-b", "a23456789012345678901234567890123456789012345678901234567890123"})
    void takesNames(String name) {
        assertEquals(name, TaskReader.name(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-a", "_a", "Support", "a b", "a/b", "ü", "a\n", "a234567890123456789012345678901234567890123456789012345678901234"})
    void refusesWhatIsNoName(String name) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> TaskReader.name(name));
        assertEquals("invalid-task", refusal.code());
        assertEquals("task", refusal.field());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "lables      | {'lables':[]}",
            "head.C      | {'head':{'C':10}}",
            "gate.beta   | {'gate':{'beta':0.05}}",
            "labels.name | {'labels':[{'label':'a','name':'b'}]}"})
    void refusesFieldsItDoesNotKnow(String field, String json) {
        assertRefused("invalid-task", field, json);
    }

    @ParameterizedTest
    @EnumSource
    void takesEveryKindWithItsOwnAlgorithms(Kind kind) {
        for (Algorithm algorithm : Algorithm.values()) {
            String json = "{'kind':'" + kind.word() + "','head':{'algorithm':'" + algorithm.word() + "'}}";
            if (algorithm.suits(kind)) {
                assertEquals(new HeadSettings(kind, algorithm, Balance.AUTO, HeadSettings.BY_EVIDENCE), read(json).headSettings());
            } else {
                assertRefused("invalid-task", "head.algorithm", json);
            }
        }
    }

    @Test
    void namesTheKindAndTheAlgorithmThatDoNotSuit() {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read("{'kind':'regression','head':{'algorithm':'lda'}}"));
        assertEquals("head.algorithm of a regression task must be auto or ridge: lda", refusal.detail());
        refusal = assertThrows(RefusedException.class, () -> read("{'kind':'multi-label','head':{'algorithm':'prototype'}}"));
        assertEquals("head.algorithm of a multi-label task must be auto, logistic or ridge: prototype", refusal.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'single'", "'MULTI_LABEL'", "''", "1", "[]"})
    void refusesOtherKinds(String kind) {
        assertRefused("invalid-task", "kind", "{'kind':" + kind + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'svm'", "'LDA'", "''", "1", "{}"})
    void refusesOtherAlgorithms(String algorithm) {
        assertRefused("invalid-task", "head.algorithm", "{'head':{'algorithm':" + algorithm + "}}");
    }

    @Test
    void saysWhatThereIs() {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read("{'kind':'ranking'}"));
        assertEquals("kind must be single-label, multi-label or regression: ranking", refusal.detail());
        refusal = assertThrows(RefusedException.class, () -> read("{'head':{'algorithm':'svm'}}"));
        assertEquals("head.algorithm must be auto, lda, logistic, prototype or ridge: svm", refusal.detail());
        refusal = assertThrows(RefusedException.class, () -> read("{'head':{'balance':'some'}}"));
        assertEquals("head.balance must be auto, none, inverse-frequency or slices: some", refusal.detail());
    }

    @Test
    void presentTaskKeepsItsKind() {
        TaskDefinition present = read("{'kind':'multi-label'}");
        assertEquals(Kind.MULTI_LABEL, read("{}", Optional.of(present)).kind());
        assertEquals(Kind.MULTI_LABEL, read("{'kind':'multi-label'}", Optional.of(present)).kind());
        RefusedException refusal = assertThrows(RefusedException.class, () -> read("{'kind':'regression'}", Optional.of(present)));
        assertEquals("kind", refusal.field());
        assertEquals("the kind of a task that exists must stay multi-label: regression; delete the task first", refusal.detail());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"'auto' | -1", "null | -1", "'off' | 0", "0 | 0", "1 | 1", "8192 | 8192"})
    void takesExpansions(String expansion, int features) {
        TaskDefinition read = read("{'head':{'expansion':" + expansion + "}}");
        assertEquals(features, read.headSettings().expansion());
        assertEquals(features < 0 ? "auto" : features == 0 ? "off" : features, read.expansionAsked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "8193", "1.5", "1e3", "'1024'", "'on'", "''", "true", "[]", "{}", "99999999999"})
    void refusesExpansionsThatAreNone(String expansion) {
        assertRefused("invalid-task", "head.expansion", "{'head':{'expansion':" + expansion + "}}");
    }

    @Test
    void takesBalancesThatSuitTheKind() {
        assertEquals(Balance.INVERSE_FREQUENCY, read("{'head':{'balance':'inverse-frequency'}}").headSettings().balance());
        assertEquals(Balance.NONE, read("{'kind':'regression','head':{'balance':'none'}}").headSettings().balance());
        assertRefused("invalid-task", "head.balance", "{'kind':'multi-label','head':{'balance':'inverse-frequency'}}");
        assertRefused("invalid-task", "head.balance", "{'head':{'balance':1}}");
    }

    @Test
    void slicesAreBalancedWhereThereAreSome() {
        HeadSettings settings = read("{'head':{'balance':'slices'},'slices':['channel','language']}").headSettings();
        assertEquals(new HeadSettings(Kind.SINGLE_LABEL, Algorithm.AUTO, Balance.SLICES, HeadSettings.BY_EVIDENCE, List.of("channel", "language")),
                settings);
        RefusedException refusal = assertThrows(RefusedException.class, () -> read("{'head':{'balance':'slices'}}"));
        assertEquals("head.balance", refusal.field());
        assertEquals("head.balance of a task without slices must be auto, none or inverse-frequency: slices; slices must name the attributes that"
                + " are to be balanced", refusal.detail());
        refusal = assertThrows(RefusedException.class, () -> read("{'kind':'multi-label','head':{'balance':'slices'},'slices':['channel']}"));
        assertEquals("head.balance", refusal.field());
        assertEquals("head.balance of a multi-label task must be auto or none: slices", refusal.detail());
    }

    @Test
    void refusesMoreSlicesThanAnExampleHasAttributes() {
        String names = IntStream.range(0, 33).mapToObj(i -> "'s" + i + "'").collect(Collectors.joining(","));
        assertRefused("invalid-task", "slices", "{'slices':[" + names + "]}");
    }

    @Test
    void numberHasNoLabels() {
        assertRefused("invalid-task", "labels", "{'kind':'regression','labels':['a']}");
        assertEquals(List.of(), read("{'kind':'regression','labels':[]}").labels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "[]", "true"})
    void refusesBackbonesThatAreNoName(String backbone) {
        assertRefused("invalid-task", "backbone", "{'backbone':" + backbone + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "'a'", "[1]", "[null]", "[['a']]", "[{'description':'x'}]", "[{'label':1}]", "['a','b','a']",
            "['a',{'label':'a'}]", "['a','b','c','d']"})
    void refusesLabelsThatAreNone(String labels) {
        assertRefused("invalid-task", "labels", "{'labels':" + labels + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"['']", "[' ']", "[{'label':'12345678901'}]", "['a\\n']"})
    void declaredLabelsKeepTheRulesOfLabels(String labels) {
        assertRefused("invalid-label", "label", "{'labels':" + labels + "}");
    }

    @Test
    void refusesDescriptionsThatAreNoText() {
        assertRefused("invalid-task", "labels.description", "{'labels':[{'label':'a','description':1}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "1", "null", "{}"})
    void refusesHintsThatAreNeitherTrueNorFalse(String hints) {
        assertRefused("invalid-task", "head.hints", "{'head':{'hints':" + hints + "}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'never'", "''", "'GUARDED'", "1"})
    void refusesOtherGates(String mode) {
        assertRefused("invalid-task", "gate.mode", "{'gate':{'mode':" + mode + "}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "gate        | {'margin':1}",
            "gate        | {'margin':-0.1}",
            "gate        | {'alpha':0}",
            "gate        | {'alpha':1e400}",
            "gate.margin | {'margin':'0.1'}",
            "gate.alpha  | {'alpha':[]}"})
    void refusesNumbersOfTheGateOutOfRange(String field, String gate) {
        assertRefused("invalid-task", field, "{'gate':" + gate + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"head | {'head':'lda'}", "gate | {'gate':'manual'}", "gate | {'gate':[]}"})
    void refusesPartsThatAreNoObject(String field, String json) {
        assertRefused("invalid-json", field, json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "'channel'", "[1]", "[null]", "[{}]", "['channel','channel']"})
    void refusesSlicesThatAreNoNames(String slices) {
        assertRefused("invalid-task", "slices", "{'slices':" + slices + "}");
    }
}
