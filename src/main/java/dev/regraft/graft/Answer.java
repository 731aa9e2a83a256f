package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Prediction;
import dev.regraft.head.Target;
import java.util.List;

/**
 * What a task says of some inputs: every prediction by the same head.
 *
 * @param task its name
 * @param head the head that answered
 * @param backbone the backbone that made the features
 * @param predictions one for each input, in their order
 */
public record Answer(String task, HeadName head, BackboneName backbone, List<Predicted> predictions) {

    /** How many labels a prediction scores if nobody says. */
    public static final int DEFAULT_TOP = 5;

    /** Which head. */
    public record HeadName(int version, String sha256, String algorithm) {
    }

    /** Which backbone. */
    public record BackboneName(String name, String digest) {
    }

    /**
     * What is said of one input; null where it makes no sense for the kind of task, or is not known.
     *
     * @param id names this prediction
     * @param label the most probable label; of a single-label task, as is the next
     * @param probability of that label, calibrated
     * @param labels those that it has, sorted; of a multi-label task
     * @param scores the most probable labels, most probable first; none of a regression task
     * @param value the number; of a regression task, as is the next
     * @param interval lower and upper end of what holds 90 % of what is true
     * @param novelty share of known examples that are less unlike the others than this input is, in [0, 1]
     * @param novel whether that is above the threshold that keeps 95 % of known examples
     * @param truncated true if the backbone read only the beginning of the input
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Predicted(String id, String label, Float probability, List<String> labels, List<Prediction.Score> scores, Float value,
            List<Float> interval, Float novelty, Boolean novel, Boolean truncated) {
    }

    /**
     * An input as the backbone left it.
     *
     * @param text what was sent; null if it was no text
     */
    public record Extracted(Features features, boolean truncated, String text) {
    }

    /**
     * Answers with a head.
     *
     * @param live the one that was live when the inputs' features were asked for: meanwhile another may be, of another backbone's features
     * @param space the features' space
     * @param top how many labels each prediction scores, at least one
     * @throws NoLiveHeadException if the head does not fit the features
     */
    public static Answer of(Task task, HeadVersion live, FeatureSpace space, List<Extracted> inputs, int top) {
        Head head = live.head();
        if (!head.space().equals(space)) {
            throw new NoLiveHeadException("the live head of task " + task.definition().task() + " belongs to another feature space: "
                    + head.space().backbone() + " " + head.space().digest());
        }
        List<Predicted> predictions = inputs.stream().map(input -> predict(head, input, top)).toList();
        return new Answer(task.definition().task(), new HeadName(live.version(), live.sha256(), head.algorithm()),
                new BackboneName(space.backbone(), space.digest()), predictions);
    }

    /**
     * The head that is live now.
     *
     * @throws NoLiveHeadException if there is none
     */
    public static HeadVersion requireLive(Task task) {
        return task.live().orElseThrow(() -> new NoLiveHeadException(
                "task " + task.definition().task() + " has no live head yet: " + need(task.definition().kind())));
    }

    private static String need(Kind kind) {
        return switch (kind) {
            case SINGLE_LABEL -> "at least two labels need an example";
            case MULTI_LABEL -> "it needs more examples that have labels";
            case REGRESSION -> "it needs more examples";
        };
    }

    private static Predicted predict(Head head, Extracted input, int top) {
        Prediction prediction = head.predict(input.features());
        String id = UlidCreator.getMonotonicUlid().toString();
        Float novelty = prediction.novelty();
        Boolean novel = prediction.novel();
        Boolean truncated = input.truncated() ? true : null;
        int count = Math.max(1, top);
        return switch (prediction.answer()) {
            case Target.Label(String label) -> {
                List<Prediction.Score> scores = prediction.top(count);
                yield new Predicted(id, label, scores.getFirst().probability(), null, scores, null, null, novelty, novel, truncated);
            }
            case Target.Labels(List<String> labels) ->
                new Predicted(id, null, null, labels, prediction.top(count), null, null, novelty, novel, truncated);
            case Target.Value _ ->
                new Predicted(id, null, null, null, null, prediction.numbers()[0], interval(prediction), novelty, novel, truncated);
        };
    }

    private static List<Float> interval(Prediction prediction) {
        Prediction.Interval interval = prediction.interval();
        return interval == null ? null : List.of((float) interval.lower(), (float) interval.upper());
    }
}
