package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Prediction;
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
     * What is said of one input.
     *
     * @param id names this prediction
     * @param label the most probable label
     * @param probability of that label, calibrated
     * @param scores the most probable labels, most probable first
     * @param novelty share of known examples that are less unlike the others than this input is, in [0, 1]; null if the head cannot say
     * @param novel whether that is above the threshold that keeps 95 % of known examples; null if the head cannot say
     * @param truncated true if the backbone read only the beginning of the input; else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Predicted(String id, String label, float probability, List<Prediction.Score> scores, Float novelty, Boolean novel,
            Boolean truncated) {
    }

    /** An input as the backbone left it. */
    public record Extracted(Features features, boolean truncated) {
    }

    /**
     * Answers with the head that is live now.
     *
     * @param space the features' space
     * @param top how many labels each prediction scores
     * @throws NoLiveHeadException if the task has none that fits the features
     */
    public static Answer of(Task task, FeatureSpace space, List<Extracted> inputs, int top) {
        HeadVersion live = requireLive(task);
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
                "task " + task.definition().task() + " has no live head yet: at least two labels need an example"));
    }

    private static Predicted predict(Head head, Extracted input, int top) {
        Prediction prediction = head.predict(input.features());
        List<Prediction.Score> scores = prediction.top(Math.max(1, top));
        Prediction.Score best = scores.getFirst();
        return new Predicted(UlidCreator.getMonotonicUlid().toString(), best.label(), best.probability(), scores,
                prediction.novelty(), prediction.novel(), input.truncated() ? true : null);
    }
}
