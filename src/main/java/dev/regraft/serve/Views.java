package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.regraft.graft.ChangeoverStatus;
import dev.regraft.graft.HeadStatus;
import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.Position;
import dev.regraft.graft.Report;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.GivenVectors;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Tasks and heads as clients see them. */
final class Views {

    private Views() {
    }

    /** A task. */
    @Schema(name = "Task")
    record TaskView(String task, String kind, BackboneView backbone,
            @Schema(description = "how far the backbone has read the examples anew, until a head of its features is live; and how many it could not "
                    + "read, as long as there are any") @JsonInclude(JsonInclude.Include.NON_NULL) ChangeoverStatus changeover, long examples, List<LabelView> labels, HeadView live,
            HeadView candidate, Position learnedThrough, HeadSettings head, GateView gate, List<String> slices,
            @Schema(description = "what is to be kept in mind of the training set, in plain words; see the report") List<String> warnings) {
    }

    /** The backbone of a task. */
    @Schema(name = "Backbone")
    record BackboneView(String name,
            @Schema(description = "null before the first vector, if the backbone is none") String digest,
            @Schema(description = "of features; if the backbone is none, how many numbers an input has, null before the first one") Integer dimension) {

        /** @param space empty if it is not known yet */
        static BackboneView of(String name, Optional<FeatureSpace> space) {
            return new BackboneView(name, space.map(FeatureSpace::digest).orElse(null),
                    space.map(s -> GivenVectors.areOf(s) ? GivenVectors.numbers(s) : s.dimension()).orElse(null));
        }

    }

    /** A label and how many examples it has. */
    @Schema(name = "Label")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LabelView(String label, long examples, String description) {
    }

    /** How a task's heads are trained. */
    @Schema(name = "HeadSettings")
    record HeadSettings(String algorithm, String balance,
            @Schema(description = "auto, off, or how many random features") Object expansion, boolean hints) {
    }

    /** How a task's heads go live. */
    @Schema(name = "Gate")
    record GateView(String mode, double margin, double alpha) {
    }

    /** A head. */
    @Schema(name = "Head")
    record HeadView(int version, String sha256, String algorithm, HeadStatus.State state, long examples, List<String> labels,
            Instant trainedAt, Instant promotedAt, String reason, MetricsView metrics) {
    }

    /** How good a head is; see {@link Metrics}. */
    @Schema(name = "Metrics")
    record MetricsView(Double looAccuracy, List<Double> looInterval, Double prequentialAccuracy, Double logLoss, Double ece,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double microF1, @JsonInclude(JsonInclude.Include.NON_NULL) Double rmse,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double rSquared, @JsonInclude(JsonInclude.Include.NON_NULL) String note,
            @JsonInclude(JsonInclude.Include.NON_NULL) Metrics.WorstSlice worstSlice) {
    }

    /** @param space of its features; empty if it is not known yet */
    static TaskView task(Task task, Optional<FeatureSpace> space) {
        TaskDefinition definition = task.definition();
        TaskState state = task.state();
        return new TaskView(definition.task(), definition.kind().word(),
                BackboneView.of(definition.backbone(), space), changeover(definition, state),
                state.examples(), labels(definition, state), live(task), candidate(task), state.learnedThrough(),
                new HeadSettings(definition.algorithm(), definition.balance(), definition.expansionAsked(), definition.hints()),
                new GateView(definition.gateMode(), definition.gateMargin(), definition.gateAlpha()),
                definition.slices(), task.report().map(Report::warnings).orElse(List.of()));
    }

    /** One that was published before the definition changed says nothing of it yet. */
    private static ChangeoverStatus changeover(TaskDefinition definition, TaskState state) {
        ChangeoverStatus known = state.changeover();
        if (known != null && known.to().equals(definition.backbone())) {
            return known;
        }
        boolean begins = state.backbone() != null && !state.backbone().equals(definition.backbone());
        return begins ? new ChangeoverStatus(state.backbone(), definition.backbone(), 0, state.examples(), 0) : null;
    }

    /** Declared labels first, as they were declared, then the others by name. */
    private static List<LabelView> labels(TaskDefinition definition, TaskState state) {
        Map<String, Long> others = new LinkedHashMap<>(state.labels());
        List<LabelView> labels = new ArrayList<>();
        for (TaskDefinition.DeclaredLabel declared : definition.labels()) {
            Long examples = others.remove(declared.label());
            labels.add(new LabelView(declared.label(), examples == null ? 0 : examples, declared.description()));
        }
        others.forEach((label, examples) -> labels.add(new LabelView(label, examples, null)));
        return labels;
    }

    static HeadView live(Task task) {
        return task.live().flatMap(head -> head(task, head.version())).orElse(null);
    }

    private static HeadView candidate(Task task) {
        return task.state().candidate().flatMap(version -> head(task, version)).orElse(null);
    }

    static Optional<HeadView> head(Task task, int version) {
        return task.head(version).flatMap(head -> task.state().status(version).map(status -> head(head, status)));
    }

    private static HeadView head(HeadVersion head, HeadStatus status) {
        return new HeadView(head.version(), head.sha256(), head.head().algorithm(), status.state(), head.examples(), head.labels(),
                head.trainedAt(), status.promotedAt(), status.reason(), metrics(head.metrics()));
    }

    private static MetricsView metrics(Metrics metrics) {
        Metrics.Interval interval = metrics.looInterval();
        return new MetricsView(metrics.looAccuracy(), interval == null ? null : List.of(interval.lower(), interval.upper()),
                metrics.prequentialAccuracy(), metrics.logLoss(), metrics.ece(), metrics.microF1(), metrics.rmse(), metrics.rSquared(),
                metrics.note(), metrics.worstSlice());
    }

    /** The kept heads, newest first. */
    static List<HeadView> heads(Task task) {
        return task.state().heads().reversed().stream().flatMap(status -> head(task, status.version()).stream()).toList();
    }

    /** The last decisions, newest first. */
    static List<HistoryEntry> history(Task task) {
        return task.state().history().reversed();
    }
}
