package dev.regraft.serve;

import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.Log;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import dev.regraft.graft.Task;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Heads: looked at, promoted, rolled back. */
@Path("/tasks/{task}")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Heads", description = "The small classifiers of a task: which is live, and why")
public class HeadsResource {

    private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(10);

    private final TaskFinder finder;
    private final Log log;

    /** Made by the container. */
    public HeadsResource(TaskFinder finder, Log log) {
        this.finder = finder;
        this.log = log;
    }

    /** The kept heads. */
    @GET
    @Path("/heads")
    @Operation(summary = "Lists the kept heads, newest first")
    @APIResponse(responseCode = "200", description = "The heads",
            content = @Content(schema = @Schema(implementation = Views.HeadView[].class),
                    examples = @ExampleObject(name = "one head", value = "[" + ApiExamples.HEAD + "]")))
    public List<Views.HeadView> heads(String task) {
        return Views.heads(finder.find(task));
    }

    /** One head. */
    @GET
    @Path("/heads/{version}")
    @Operation(summary = "Shows a head")
    @APIResponse(responseCode = "200", description = "The head",
            content = @Content(schema = @Schema(implementation = Views.HeadView.class),
                    examples = @ExampleObject(name = "live", value = ApiExamples.HEAD)))
    @APIResponse(responseCode = "404", description = "No such head is kept", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    public Views.HeadView head(String task, String version) {
        return view(finder.find(task), version);
    }

    /** Puts a head live. */
    @POST
    @Path("/heads/{version}/promote")
    @Operation(summary = "Promotes a head: it goes live, whatever the gate says")
    @APIResponse(responseCode = "200", description = "The head, live",
            content = @Content(schema = @Schema(implementation = Views.HeadView.class),
                    examples = @ExampleObject(name = "live", value = ApiExamples.HEAD)))
    public Views.HeadView promote(String task, String version) throws InterruptedException {
        Task found = finder.find(task);
        int wanted = view(found, version).version();
        if (found.state().live().filter(live -> live == wanted).isEmpty()) {
            order(found, new Order.Promote(wanted));
        }
        return view(found, version);
    }

    /** Puts the head live that was live before. */
    @POST
    @Path("/rollback")
    @Operation(summary = "Rolls back to the head that was live before")
    @APIResponse(responseCode = "200", description = "The head, live again",
            content = @Content(schema = @Schema(implementation = Views.HeadView.class),
                    examples = @ExampleObject(name = "live", value = ApiExamples.HEAD)))
    @APIResponse(responseCode = "409", description = "No earlier head was live", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Views.HeadView rollback(String task) throws InterruptedException {
        Task found = finder.find(task);
        if (found.state().trail().size() < 2) {
            throw new ProblemException(409, "no-earlier-head", "task " + task + " has no head that was live before the present one");
        }
        order(found, new Order.Rollback());
        return Views.live(found);
    }

    /** Which head was live when, and why. */
    @GET
    @Path("/history")
    @Operation(summary = "Tells which head was live when, and why, newest first")
    @APIResponse(responseCode = "200", description = "The last decisions",
            content = @Content(schema = @Schema(implementation = HistoryEntry[].class),
                    examples = @ExampleObject(name = "rolled back", value = ApiExamples.HISTORY)))
    public List<HistoryEntry> history(String task) {
        return Views.history(finder.find(task));
    }

    private void order(Task task, Order order) throws InterruptedException {
        Position position = Waiting.on(log.order(task.definition(), order));
        if (task.await(state -> state.hasLearned(position), ORDER_TIMEOUT).isEmpty()) {
            throw new ProblemException(503, "trainer-unavailable", "the order is in the log, and nobody carried it out within "
                    + ORDER_TIMEOUT.toSeconds() + " s");
        }
    }

    private static Views.HeadView view(Task task, String version) {
        try {
            return Views.head(task, Integer.parseInt(version)).orElseThrow(() -> unknown(task, version));
        } catch (NumberFormatException e) {
            throw unknown(task, version);
        }
    }

    private static ProblemException unknown(Task task, String version) {
        return new ProblemException(404, "unknown-head", "task " + task.definition().task() + " keeps no head of version " + version);
    }
}
