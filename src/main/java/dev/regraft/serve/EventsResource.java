package dev.regraft.serve;

import dev.regraft.graft.DriftStatus;
import dev.regraft.graft.HistoryEntry;
import dev.regraft.graft.Position;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskEvent;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happens to a task, as server-sent events. */
@Path("/tasks/{task}/events")
@Tag(name = "Events", description = "What happens to a task, as it happens")
public class EventsResource {

    private final TaskFinder finder;
    private final Sse sse;

    /** Made by the container. */
    public EventsResource(TaskFinder finder, Sse sse) {
        this.finder = finder;
        this.sse = sse;
    }

    /** The data of an {@code example} event. */
    record Learned(String task, long examples, Position learnedThrough) {
    }

    /** The data of a {@code head} event. */
    record Trained(String task, int version, String sha256) {
    }

    /** Events from now on, until the client goes or the task is deleted. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Streams what happens to a task",
            description = "Events: example (the training set changed), head (one was trained), promotion, hold, rollback, withdrawal, drift (an alarm began or ended; of this replica's inputs).")
    @APIResponse(responseCode = "200", description = "Server-sent events from now on", content = @Content(
            mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class),
            examples = @ExampleObject(name = "promotion", value = ApiExamples.EVENTS)))
    public Multi<OutboundSseEvent> events(String task) {
        Task found = finder.find(task);
        return Multi.createFrom().publisher(found.events()).map(event -> event(task, event));
    }

    private OutboundSseEvent event(String task, TaskEvent event) {
        return switch (event) {
            case TaskEvent.Learned(long examples, Position learnedThrough) ->
                event("example", new Learned(task, examples, learnedThrough));
            case TaskEvent.Trained(int version, String sha256) -> event("head", new Trained(task, version, sha256));
            case TaskEvent.Drifted(DriftStatus status) -> event("drift", status);
            case TaskEvent.Decided(HistoryEntry decision) -> event(decision.event().name().toLowerCase(Locale.ROOT), decision);
        };
    }

    private OutboundSseEvent event(String name, Object data) {
        return sse.newEventBuilder().name(name).mediaType(MediaType.APPLICATION_JSON_TYPE).data(data).build();
    }
}
