package dev.regraft.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.GivenVectors;
import dev.regraft.graft.HeadStatus;
import dev.regraft.graft.HintVectors;
import dev.regraft.graft.Progress;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.graft.Trial;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Linear;
import dev.regraft.head.Metrics;
import dev.regraft.head.Output;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {

    private static final Instant CREATED = Instant.parse("2026-11-23T12:00:00Z");
    private static final FeatureSpace SPACE = new FeatureSpace("toy", "0".repeat(64), 2);

    private static Task task(Kind kind, String algorithm, Integer expansion, HintVectors vectors) {
        Tasks tasks = new Tasks();
        tasks.define(new TaskDefinition("tone", CREATED, kind, "toy", kind == Kind.REGRESSION ? List.of()
                : List.of(new DeclaredLabel("urgent", "answer today"), new DeclaredLabel("angry", null)), algorithm, "none", expansion,
                true, vectors, Gate.DEFAULT, List.of()));
        return tasks.find("tone").orElseThrow();
    }

    private static JsonNode json(Task task) {
        return StrictJson.read(StrictJson.write(Views.task(task, Optional.of(SPACE))));
    }

    private static JsonNode live(Output output, Metrics metrics) {
        Tasks tasks = new Tasks();
        tasks.define(task(output.kind(), "auto", null, null).definition());
        Head head = new Head(SPACE, "toy", output, new Linear(new float[2 * output.columns()], new float[output.columns()]));
        tasks.keep("tone", new HeadVersion(1, head, 2, CREATED, metrics));
        tasks.advance("tone", new TaskState(CREATED, 1, head.sha256(), List.of(1), List.of(new HeadStatus(1, HeadStatus.State.LIVE, CREATED,
                "good", null)), List.of(), 2, new TreeMap<>(Map.of("urgent", 2L)), Scorecard.EMPTY, null, Progress.NONE, Progress.NONE, null, Trial.NONE, null, null, null), 0);
        return json(tasks.find("tone").orElseThrow()).get("live");
    }

    private static List<String> fields(JsonNode json) {
        List<String> fields = new ArrayList<>();
        json.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void taskTellsItsKindAndHowItsHeadsAreLearned() {
        JsonNode json = json(task(Kind.MULTI_LABEL, "ridge", 1024, null));
        assertEquals("multi-label", json.get("kind").textValue());
        assertEquals("{\"algorithm\":\"ridge\",\"balance\":\"none\",\"expansion\":1024,\"hints\":true}", json.get("head").toString());
    }

    @Test
    void dimensionOfVectorsMadeElsewhereIsHowManyNumbersTheyHave() {
        var none = StrictJson.read(StrictJson.write(Views.BackboneView.of("none", Optional.empty())));
        assertEquals("{\"name\":\"none\",\"digest\":null,\"dimension\":null}", none.toString());
        var known = Views.BackboneView.of("none", Optional.of(GivenVectors.space(64)));
        assertEquals(64, known.dimension());
        assertEquals(2, Views.BackboneView.of("toy", Optional.of(SPACE)).dimension());
    }

    @ParameterizedTest
    @CsvSource({"-1,\"auto\"", "0,\"off\"", "8192,8192"})
    void expansionIsToldAsItIsAskedFor(int expansion, String told) {
        assertEquals(told, json(task(Kind.SINGLE_LABEL, "auto", expansion, null)).at("/head/expansion").toString());
    }

    @Test
    void vectorsOfWordsAreNotTold() {
        HintVectors vectors = HintVectors.of(SPACE, Map.of("urgent", Features.quantise(1, 0), "angry", Features.quantise(0, 1)));
        assertEquals(json(task(Kind.MULTI_LABEL, "auto", null, null)), json(task(Kind.MULTI_LABEL, "auto", null, vectors)));
    }

    @Test
    void metricsThatAreNotKnownAreNullAndThoseOfOtherKindsAreLeftOut() {
        JsonNode json = live(new Output.SingleLabel(List.of("a", "b"), 1), Metrics.NONE).get("metrics");
        assertEquals("{\"looAccuracy\":null,\"looInterval\":null,\"prequentialAccuracy\":null,\"logLoss\":null,\"ece\":null}",
                json.toString());
    }

    @Test
    void metricsOfSeveralLabelsHaveAnIntervalAndF1() {
        Metrics metrics = new Metrics(0.75, new Metrics.Interval(0.5, 0.875), 0.25, 0.5, 0.125, 0.625, null, null, "few examples");
        JsonNode json = live(new Output.MultiLabel(List.of("angry", "urgent"), new float[2]), metrics);
        assertEquals("[\"angry\",\"urgent\"]", json.get("labels").toString());
        assertEquals("{\"looAccuracy\":0.75,\"looInterval\":[0.5,0.875],\"prequentialAccuracy\":0.25,\"logLoss\":0.5,\"ece\":0.125,"
                + "\"microF1\":0.625,\"note\":\"few examples\"}", json.get("metrics").toString());
    }

    @Test
    void worstSliceIsToldWhereThereIsOne() {
        Metrics metrics = Metrics.NONE.withWorstSlice(new Metrics.WorstSlice("channel", "mail", 0.75, 40));
        JsonNode json = live(new Output.SingleLabel(List.of("a", "b"), 1), metrics).get("metrics").get("worstSlice");
        assertEquals("{\"attribute\":\"channel\",\"value\":\"mail\",\"accuracy\":0.75,\"examples\":40}", json.toString());
        metrics = Metrics.NONE.withWorstSlice(new Metrics.WorstSlice("channel", null, 0.75, 40));
        assertTrue(live(new Output.SingleLabel(List.of("a", "b"), 1), metrics).get("metrics").get("worstSlice").get("value").isNull());
    }

    @Test
    void metricsOfNumbersAreTheirErrors() {
        JsonNode json = live(new Output.Regression(-1f, 1f), new Metrics(null, null, null, null, null, null, 12.5, -0.25, null));
        assertEquals(0, json.get("labels").size());
        assertEquals(List.of("looAccuracy", "looInterval", "prequentialAccuracy", "logLoss", "ece", "rmse", "rSquared"),
                fields(json.get("metrics")));
    }
}
