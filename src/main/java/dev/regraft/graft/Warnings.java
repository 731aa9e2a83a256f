package dev.regraft.graft;

import dev.regraft.head.Kind;
import dev.regraft.head.Metrics;
import dev.regraft.quality.LabelIssues;
import dev.regraft.quality.Mismatch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be kept in mind of a training set, in plain words. */
final class Warnings {

    /** A label with fewer examples is little known. */
    private static final int WELL_KNOWN_FROM = 5;
    /** Labels that are named at most. */
    private static final int NAMED = 10;

    /** An interval wider than this says little. */
    private static final double WIDE = 0.2;
    /** A greater gap between known and unknown examples is worth a word. */
    private static final double LARGE_GAP = 0.1;
    /** A greater share of labels that look wrong is worth a word. */
    private static final double MANY_ISSUES = 0.03;

    private Warnings() {
    }

    /**
     * All of a report.
     *
     * @param labels how many examples each has
     * @param issues null if they are not known
     * @param mismatch null if it is not known
     */
    static List<String> of(TaskDefinition definition, long examples, Map<String, Long> labels, Report.Accuracy accuracy, LabelIssues issues,
            Mismatch mismatch) {
        List<String> warnings = new ArrayList<>();
        boolean suits = mismatch == null || mismatch.warning() == null;
        if (!suits) {
            warnings.add("the backbone " + definition.backbone() + " does not suit this task: " + mismatch.warning());
        }
        ofSize(definition, examples, accuracy).ifPresent(warnings::add);
        ofCounts(definition, labels).ifPresent(warnings::add);
        ofGap(accuracy).ifPresent(warnings::add);
        if (suits && issues != null && issues.count() > MANY_ISSUES * issues.examples()) {
            warnings.add(issues.count() + " of " + issues.examples() + " labels look wrong: GET /tasks/" + definition.task()
                    + "/examples?suspicious=true names them");
        }
        return warnings;
    }

    private static Optional<String> ofSize(TaskDefinition definition, long examples, Report.Accuracy accuracy) {
        Metrics.Interval interval = accuracy.looInterval() != null || accuracy.leftOut() == null ? accuracy.looInterval()
                : accuracy.leftOut().interval();
        if (interval == null && (definition.kind() != Kind.REGRESSION || accuracy.rmse() == null)) {
            return Optional.of("too few examples to say how good heads are: " + examples);
        }
        return interval == null || interval.upper() - interval.lower() <= WIDE ? Optional.empty()
                : Optional.of("too few examples to say well how good heads are: of new ones between " + percent(interval.lower()) + " and "
                        + percent(interval.upper()) + " will be right");
    }

    private static Optional<String> ofGap(Report.Accuracy accuracy) {
        boolean large = accuracy.gap() != null && accuracy.gap() > LARGE_GAP && accuracy.trainingAccuracy() > accuracy.looInterval().upper();
        return large ? Optional.of("heads learn examples by heart: right of " + percent(accuracy.trainingAccuracy()) + " of those they know, of "
                + percent(accuracy.looAccuracy()) + " of those they do not; more examples would help") : Optional.empty();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Of labels with few examples, declared ones without any among them. */
    private static Optional<String> ofCounts(TaskDefinition definition, Map<String, Long> labels) {
        Set<String> all = new LinkedHashSet<>();
        definition.labels().forEach(declared -> all.add(declared.label()));
        all.addAll(labels.keySet());
        List<String> few = all.stream().filter(label -> labels.getOrDefault(label, 0L) < WELL_KNOWN_FROM)
                .map(label -> label + " (" + labels.getOrDefault(label, 0L) + ")").toList();
        return few.isEmpty() ? Optional.empty()
                : Optional.of(few.size() + " of " + all.size() + " labels have fewer than " + WELL_KNOWN_FROM + " examples: " + some(few));
    }

    private static String some(List<String> names) {
        String some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? some + " and " + (names.size() - NAMED) + " more" : some;
    }
}
