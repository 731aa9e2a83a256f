package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.graft.Answer.Extracted;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Linear;
import dev.regraft.head.Metrics;
import dev.regraft.head.Output;
import dev.regraft.head.Prediction;
import dev.regraft.quality.Gate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static final Extracted LIKE_A = new Extracted(Features.quantise(1, 0), false, null);
    private static final Extracted LIKE_B = new Extracted(Features.quantise(0, 1), true, "like b");

    private final Task task = Toy.task();

    private HeadVersion goLive(HeadVersion head) {
        task.keep(head);
        task.advance(task.state().trained(head.version(), head.sha256(), null).promoted(head.version(), head.sha256(), "good", Toy.CREATED, null), head.version());
        return head;
    }

    @Test
    void everyInputIsAnsweredInTurnByTheLiveHead() {
        HeadVersion head = goLive(Toy.head(3));
        Answer answer = Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A, LIKE_B, LIKE_A), 2);
        assertEquals("support", answer.task());
        assertEquals(new Answer.HeadName(3, head.sha256(), "toy"), answer.head());
        assertEquals(new Answer.BackboneName("toy", Toy.SPACE.digest()), answer.backbone());
        assertEquals(List.of("a", "b", "a"), answer.predictions().stream().map(Answer.Predicted::label).toList());
        assertNotEquals(answer.predictions().getFirst().id(), answer.predictions().getLast().id());
    }

    @Test
    void labelAndProbabilityAreThoseOfTheFirstScore() {
        HeadVersion head = goLive(Toy.head(3));
        Answer.Predicted predicted = Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_B), 2).predictions().getFirst();
        assertEquals(head.head().predict(LIKE_B.features()).top(2), predicted.scores());
        assertEquals(new Prediction.Score(predicted.label(), predicted.probability()), predicted.scores().getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 1})
    void scoresAtLeastTheBestLabel(int top) {
        goLive(Toy.head(1));
        assertEquals(1, Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A), top).predictions().getFirst().scores().size());
    }

    @Test
    void scoresNoMoreLabelsThanThereAre() {
        goLive(Toy.head(1));
        assertEquals(2, Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A), Answer.DEFAULT_TOP).predictions().getFirst().scores().size());
    }

    /** The one prediction of a live head of two features and that output, for an input like a. */
    private JsonNode predicted(Output output, Linear linear) {
        goLive(new HeadVersion(1, new Head(Toy.SPACE, "toy", output, linear), 2, Toy.CREATED, Metrics.NONE));
        return StrictJson.read(StrictJson.write(Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A), 2))).at("/predictions/0");
    }

    private static List<String> fields(JsonNode json) {
        List<String> fields = new ArrayList<>();
        json.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void oneLabelIsTheBestOne() {
        assertEquals(List.of("id", "label", "probability", "scores"),
                fields(predicted(new Output.SingleLabel(List.of("a", "b"), 1), new Linear(new float[4], new float[2]))));
    }

    @Test
    void severalLabelsAreThoseChosenAndTheLikeliestScores() {
        JsonNode json = predicted(new Output.MultiLabel(List.of("c", "a", "b"), new float[] {0.5f, 0.9f, 0.1f}),
                new Linear(new float[] {4, 0, -1, 0, 0, 0}, new float[3]));
        assertEquals(List.of("id", "labels", "scores"), fields(json));
        assertEquals("[\"b\",\"c\"]", json.get("labels").toString());
        assertEquals(List.of("c", "a"), json.get("scores").findValuesAsText("label"));
    }

    @Test
    void severalLabelsMayBeNone() {
        JsonNode json = predicted(new Output.MultiLabel(List.of("a"), new float[] {0.6f}), new Linear(new float[2], new float[1]));
        assertEquals(0, json.get("labels").size());
        assertEquals(0.5, json.at("/scores/0/probability").doubleValue());
    }

    @Test
    void numberComesWithItsInterval() {
        JsonNode json = predicted(new Output.Regression(-1.5f, 0.25f), new Linear(new float[] {100, 0}, new float[] {0.1f}));
        assertEquals(List.of("id", "value", "interval"), fields(json));
        assertEquals("100.1", json.get("value").toString());
        assertEquals("[98.6,100.35]", json.get("interval").toString());
    }

    @Test
    void numberComesWithoutAnIntervalWhereTooLittleIsKnown() {
        assertEquals(List.of("id", "value"), fields(predicted(new Output.Regression(null, null), new Linear(new float[2], new float[1]))));
    }

    @Test
    void saysTruncatedOnlyWhereItIsTrue() {
        goLive(Toy.head(1));
        JsonNode json = StrictJson.read(StrictJson.write(Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A, LIKE_B), 1)));
        assertFalse(json.at("/predictions/0").has("truncated"));
        assertTrue(json.at("/predictions/1/truncated").booleanValue());
    }

    @Test
    void saysHowNovelAnInputIsWhereTheHeadCanSay() {
        goLive(Toy.head(1));
        JsonNode silent = StrictJson.read(StrictJson.write(Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A), 1))).at("/predictions/0");
        assertFalse(silent.has("novelty") || silent.has("novel"));
        goLive(Toy.noveltyHead(2));
        JsonNode json = StrictJson.read(StrictJson.write(Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A, LIKE_B), 1)));
        assertEquals(0.5, json.at("/predictions/0/novelty").doubleValue());
        assertFalse(json.at("/predictions/0/novel").booleanValue());
        assertEquals(1, json.at("/predictions/1/novelty").doubleValue());
        assertTrue(json.at("/predictions/1/novel").booleanValue());
    }

    @Test
    void noInputsHaveNoPredictions() {
        goLive(Toy.head(1));
        assertTrue(Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(), 1).predictions().isEmpty());
    }

    @Test
    void taskWithoutLiveHeadDoesNotAnswer() {
        var refusal = assertThrows(NoLiveHeadException.class, () -> Answer.of(task, Answer.requireLive(task), Toy.SPACE, List.of(LIKE_A), 1));
        assertEquals("task support has no live head yet: at least two labels need an example", refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"MULTI_LABEL,it needs more examples that have labels", "REGRESSION,it needs more examples"})
    void saysWhatTheTaskNeedsByItsKind(Kind kind, String need) {
        Task other = new Task(new TaskDefinition("tone", Toy.CREATED, kind, "toy", List.of(), "auto", null, null, true, null, Gate.DEFAULT,
                List.of()));
        var refusal = assertThrows(NoLiveHeadException.class, () -> Answer.requireLive(other));
        assertEquals("task tone has no live head yet: " + need, refusal.getMessage());
    }

    @Test
    void headFromAnotherFeatureSpaceDoesNotAnswer() {
        goLive(Toy.head(1));
        FeatureSpace other = new FeatureSpace("toy", "1".repeat(64), 2);
        var refusal = assertThrows(NoLiveHeadException.class, () -> Answer.of(task, Answer.requireLive(task), other, List.of(LIKE_A), 1));
        assertEquals("the live head of task support belongs to another feature space: toy " + "0".repeat(64), refusal.getMessage());
    }
}
