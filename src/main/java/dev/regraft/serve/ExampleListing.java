package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.ArchivedExample;
import dev.regraft.graft.ExampleArchive;
import dev.regraft.graft.Position;
import dev.regraft.graft.Report;
import dev.regraft.graft.Task;
import dev.regraft.head.Target;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Shows the examples that a task keeps. */
@Singleton
public final class ExampleListing {

    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final ExampleArchive archive;

    public ExampleListing(ExampleArchive archive) {
        this.archive = archive;
    }

    /** An example, and what speaks against its label if that was asked. */
    @Schema(name = "KeptExample")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExampleView(String id, @Schema(description = "absent if the log does not hold it any more") String text, String label,
            List<String> labels, Double target, double weight, Map<String, String> attributes,
            @Schema(description = "the label that it more likely should have") String likelyLabel,
            @Schema(description = "probability of that one") Double confidence) {
    }

    /**
     * Reads the parameter of that name.
     *
     * @throws RefusedException if it is neither true nor false
     */
    static boolean suspicious(String value) {
        if (value == null || value.equals("false") || value.equals("true")) {
            return "true".equals(value);
        }
        throw new RefusedException("invalid-suspicious", "suspicious", "suspicious must be true or false: " + value);
    }

    /**
     * Reads the parameter of that name.
     *
     * @throws RefusedException if it is no number in [1, 1000]
     */
    static int limit(String value) {
        if (value == null) {
            return USUAL_LIMIT;
        }
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Refused below.
        }
        throw new RefusedException("invalid-limit", "limit", "limit must be a number in [1, " + MOST + "]: " + value);
    }

    /**
     * The examples.
     *
     * @param label only those that have it; null for all
     * @param suspicious only those under suspicion, the most suspicious first; else the last labeled first
     */
    List<ExampleView> list(Task task, String label, boolean suspicious, int limit) {
        Predicate<ArchivedExample> wanted = label == null ? _ -> true : example -> example.target().labels().contains(label);
        return suspicious ? suspicious(task, wanted, limit) : views(archive.examples(task.definition(), wanted, limit), Map.of());
    }

    private List<ExampleView> suspicious(Task task, Predicate<ArchivedExample> wanted, int limit) {
        Map<String, Report.Suspicion> suspicions = new HashMap<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (Report.Suspicion suspicion : task.report().map(Report::suspicions).orElse(List.of())) {
            ranks.put(suspicion.id(), ranks.size());
            suspicions.put(suspicion.id(), suspicion);
        }
        if (suspicions.isEmpty()) {
            return List.of();
        }
        List<ArchivedExample> found = archive.examples(task.definition(), wanted.and(example -> stillHas(suspicions.get(example.id()), example)),
                suspicions.size());
        return views(found.stream().sorted(Comparator.comparing(example -> ranks.get(example.id()))).limit(limit).toList(), suspicions);
    }

    /** One that was labeled otherwise since is no longer under suspicion. */
    private static boolean stillHas(Report.Suspicion suspicion, ArchivedExample example) {
        return suspicion != null && example.target().labels().equals(List.of(suspicion.given()));
    }

    private List<ExampleView> views(List<ArchivedExample> examples, Map<String, Report.Suspicion> suspicions) {
        Map<Position, String> texts = archive.texts(examples.stream().map(ArchivedExample::position).filter(Objects::nonNull).toList());
        return examples.stream().map(example -> view(example, texts.get(example.position()), suspicions.get(example.id()))).toList();
    }

    private static ExampleView view(ArchivedExample example, String text, Report.Suspicion suspicion) {
        Target target = example.target();
        return new ExampleView(example.id(), text,
                target instanceof Target.Label(String label) ? label : null,
                target instanceof Target.Labels(List<String> labels) ? labels : null,
                target instanceof Target.Value(double value) ? value : null,
                example.weight(), example.attributes(), suspicion == null ? null : suspicion.likely(),
                suspicion == null ? null : suspicion.confidence());
    }
}
