package dev.regraft.graft;

import dev.regraft.quality.DriftReference;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What was found out about a task's training set, in the background. Immutable; written by the one trainer of the task, read by every replica
 * out of the log. What makes no sense for the kind of task, or cannot be said yet, is null.
 *
 * @param at when the set was examined
 * @param examples how many examples were in it
 * @param warnings what is to be kept in mind, in plain words
 * @param drift what served inputs are compared with; null if the set is too small
 */
public record Report(Instant at, long examples, List<String> warnings, DriftReference drift) {

    /** How it is kept in the log. */
    public static final VersionedJson<Report> FORMAT = new VersionedJson<>(Report.class, 1);

    /** What its key in the log of heads has behind the task's name and a slash. */
    public static final String KEY = "report";

    public Report {
        Objects.requireNonNull(at, "at");
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}
