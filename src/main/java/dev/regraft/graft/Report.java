package dev.regraft.graft;

import dev.regraft.head.Metrics;
import dev.regraft.quality.Confusion;
import dev.regraft.quality.DriftReference;
import dev.regraft.quality.LabelIssues;
import dev.regraft.quality.LearningCurve;
import dev.regraft.quality.Mismatch;
import dev.regraft.quality.Reliability;
import dev.regraft.quality.Slices;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What was found out about a task's training set, in the background. Immutable; written by the one trainer of the task, read by every replica
 * out of the log. What makes no sense for the kind of task, or cannot be said yet, is null.
 *
 * <p>Learning curve, calibration, confusion, slices and label issues are of examples that were left out, each by itself, of the discriminant
 * that suits the set best: so they are of single-label tasks.
 *
 * @param at when the set was examined
 * @param examples how many examples were in it
 * @param accuracy of the head that was live, and of the discriminant
 * @param slices for the attributes that the task names
 * @param worstSlice see {@link Slices#worst()}
 * @param sliceGap see {@link Slices#gap()}
 * @param labelIssues at most {@value #MOST_ISSUES} of them by name
 * @param mismatch whether the backbone suits the task
 * @param warnings what is to be kept in mind, in plain words
 * @param drift what served inputs are compared with; null if the set is too small
 */
public record Report(Instant at, long examples, Accuracy accuracy, LearningCurve learningCurve, Reliability calibration, Confusion confusion,
        List<Slices.Slice> slices, Slices.Slice worstSlice, Slices.Gap sliceGap, LabelIssues labelIssues, Mismatch mismatch,
        List<String> warnings, DriftReference drift) {

    /** How it is kept in the log. */
    public static final VersionedJson<Report> FORMAT = new VersionedJson<>(Report.class, 1);

    /** What its key in the log of heads has behind the task's name and a slash. */
    public static final String KEY = "report";

    /** Most label issues that are told by name. */
    public static final int MOST_ISSUES = 1_000;

    /**
     * How good heads are of examples that they know and of examples that they do not know.
     *
     * @param head version of the head that was live; null if none was
     * @param looAccuracy its {@link Metrics#looAccuracy()}
     * @param looInterval its {@link Metrics#looInterval()}
     * @param trainingAccuracy share of the set's examples of which it is right, most of which it was learned from; at most 20,000 are asked
     * @param gap how much greater that is
     * @param rmse of numbers, its {@link Metrics#rmse()}
     * @param trainingRmse of numbers, the same of the set's examples
     * @param leftOut what the discriminant is right of
     */
    public record Accuracy(Integer head, Double looAccuracy, Metrics.Interval looInterval, Double trainingAccuracy, Double gap, Double rmse,
            Double trainingRmse, LeftOut leftOut) {
    }

    /**
     * How good the discriminant is of examples that it was learned without.
     *
     * @param examples how many were left out
     * @param accuracy share of right predictions by weight; examples without which nothing is known of their label count as wrong
     * @param interval where that share lies with 95 % confidence in examples to come (Wilson)
     */
    public record LeftOut(long examples, double accuracy, Metrics.Interval interval) {
    }

    /**
     * An example whose label looks wrong.
     *
     * @param given the label that it had
     * @param likely the label that it more likely should have
     * @param confidence probability of that one, in [0, 1]
     */
    public record Suspicion(String id, String given, String likely, double confidence) {
    }

    /** The label issues that are told by name, the worst first. */
    public List<Suspicion> suspicions() {
        return labelIssues == null ? List.of() : labelIssues.worst().stream()
                .map(issue -> new Suspicion(issue.id(), issue.given(), issue.likely(), issue.confidence())).toList();
    }

    public Report {
        Objects.requireNonNull(at, "at");
        slices = slices == null ? List.of() : List.copyOf(slices);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}
