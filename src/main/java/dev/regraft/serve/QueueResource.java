package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.LabelQueue;
import dev.regraft.graft.Task;
import dev.regraft.head.Kind;
import dev.regraft.head.Prediction;
import dev.regraft.head.Target;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** What is most worth a label, of the inputs that this replica answered. */
@Path("/tasks/{task}/queue")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Examples")
public class QueueResource {

    private static final int MOST = 300;

    private final TaskFinder finder;
    private final LabelQueue queue;

    /** Made by the container. */
    public QueueResource(TaskFinder finder, LabelQueue queue) {
        this.finder = finder;
        this.queue = queue;
    }

    /**
     * An input to be labeled, and what the live head says of it now; null where it makes no sense for the kind of task, or is not known.
     *
     * @param prediction its id, which feedback names
     * @param text what was sent
     * @param score what a label of it is worth, in [0, 1]
     * @param at when it was answered
     */
    @Schema(name = "QueueEntry")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EntryView(String prediction, String text, String label, Float probability, List<String> labels, Float value, Float novelty,
            double score, @Schema(enumeration = {"uncertain", "novel", "diverse"}) String reason, Instant at) {

        static EntryView of(LabelQueue.Entry entry) {
            Prediction said = entry.prediction();
            Target answer = said.answer();
            Float probability = answer.kind() == Kind.SINGLE_LABEL ? said.best().probability() : null;
            return new EntryView(entry.input().id(), entry.input().text(),
                    answer instanceof Target.Label(String label) ? label : null, probability,
                    answer instanceof Target.Labels(List<String> labels) ? labels : null,
                    answer instanceof Target.Value(double value) ? (Float) (float) value : null,
                    said.novelty(), entry.score(), entry.reason().word(), entry.input().at());
        }
    }

    /** The most worth first. */
    @GET
    @Operation(summary = "Shows which answered inputs are most worth a label", description = "Those of which the live head is least sure, or "
            + "that are unlike everything known, without repetitions; of the last inputs that this replica answered. Feedback takes an "
            + "input out.")
    @APIResponse(responseCode = "200", description = "The most worth first", content = @Content(
            schema = @Schema(implementation = EntryView[].class), examples = @ExampleObject(name = "two", value = ApiExamples.QUEUE)))
    public List<EntryView> queue(String task, @Parameter(description = "How many at most, in [1, 300]") @RestQuery @DefaultValue("20")
            String limit) {
        Task found = finder.find(task);
        int most = limit(limit);
        return finder.present(found).map(space -> queue.of(found, space, most)).orElse(List.of()).stream().map(EntryView::of).toList();
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Refused as one out of range is.
        }
        throw new RefusedException("invalid-limit", "limit", "limit must be an integer in [1, " + MOST + "]: " + text);
    }
}
