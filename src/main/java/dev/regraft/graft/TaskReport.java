package dev.regraft.graft;

import dev.regraft.head.Metrics;
import dev.regraft.quality.Confusion;
import dev.regraft.quality.LabelIssues;
import dev.regraft.quality.LearningCurve;
import dev.regraft.quality.Mismatch;
import dev.regraft.quality.Reliability;
import dev.regraft.quality.Slices;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of how good a task's heads are and of what they are learned from: its last {@link Report}, and what its state adds to it.
 * Parts that make no sense for the kind of task, or are not known yet, are null.
 *
 * @param at when the training set was examined; null before the first time
 * @param examples how many were in it then
 * @param drift how the last inputs that this replica answered compare with the set; null before the first window of them
 */
public record TaskReport(Instant at, Long examples, Accuracy accuracy, LearningCurve learningCurve, Reliability calibration,
        Confusion confusion, List<Slices.Slice> slices, Slices.Slice worstSlice, Slices.Gap sliceGap, Issues labelIssues, Mismatch mismatch,
        DriftStatus drift, List<String> warnings) {

    /** How many of the most suspicious labels are shown. */
    static final int SHOWN_ISSUES = 10;

    /**
     * See {@link Report.Accuracy}.
     *
     * @param prequentialAccuracy share of examples that the head live at their time predicted before they were learned
     */
    public record Accuracy(Integer head, Double looAccuracy, Metrics.Interval looInterval, Double trainingAccuracy, Double gap,
            Double prequentialAccuracy, Double rmse, Double trainingRmse, Report.LeftOut leftOut) {
    }

    /**
     * Labels that look wrong.
     *
     * @param examples how many were looked at
     * @param count how many look wrong
     * @param top the most suspicious, the worst first
     */
    public record Issues(long examples, long count, List<LabelIssues.Issue> top) {
    }

    /** Of a task as a replica knows it now. */
    public static TaskReport of(Task task) {
        Double prequential = task.state().scorecard().accuracy();
        Optional<Report> last = task.report();
        if (last.isEmpty()) {
            Metrics metrics = task.live().map(head -> head.metrics()).orElse(Metrics.NONE);
            var accuracy = new Accuracy(task.state().live().orElse(null), metrics.looAccuracy(), metrics.looInterval(), null, null, prequential,
                    metrics.rmse(), null, null);
            return new TaskReport(null, null, accuracy, null, null, null, null, null, null, null, null,
                    task.drift().orElse(null), List.of("the training set has not been examined yet"));
        }
        Report report = last.get();
        return new TaskReport(report.at(), report.examples(), accuracy(report.accuracy(), prequential), report.learningCurve(),
                report.calibration(), report.confusion(), report.slices(), report.worstSlice(), report.sliceGap(),
                issues(report.labelIssues()), report.mismatch(), task.drift().orElse(null), report.warnings());
    }

    private static Accuracy accuracy(Report.Accuracy found, Double prequential) {
        return new Accuracy(found.head(), found.looAccuracy(), found.looInterval(), found.trainingAccuracy(), found.gap(), prequential,
                found.rmse(), found.trainingRmse(), found.leftOut());
    }

    private static Issues issues(LabelIssues issues) {
        return issues == null ? null
                : new Issues(issues.examples(), issues.count(), issues.worst().stream().limit(SHOWN_ISSUES).toList());
    }
}
