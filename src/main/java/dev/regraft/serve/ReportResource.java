package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskReport;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is known of how good a task's heads are. */
@Path("/tasks/{task}/report")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Heads")
public class ReportResource {

    private final TaskFinder finder;

    /** Made by the container. */
    public ReportResource(TaskFinder finder) {
        this.finder = finder;
    }

    /** A task's report. */
    @Schema(name = "Report")
    record ReportView(String task, Views.HeadView head, @JsonUnwrapped TaskReport report) {
    }

    /** The report. */
    @GET
    @Operation(summary = "Reports how good heads are and what they are learned from", description = "Accuracy on examples that a head knows "
            + "and on those that it does not, how it grows with the examples, calibration, confusion, slices, labels that look wrong, and "
            + "warnings in plain words. The training set is examined in the background, when enough of it has changed; parts that are not known "
            + "yet, or make no sense for the kind of task, are null.")
    @APIResponse(responseCode = "200", description = "The report", content = @Content(
            schema = @Schema(implementation = ReportView.class),
            examples = @ExampleObject(name = "support", value = ApiExamples.REPORT)))
    @APIResponse(responseCode = "404", description = "No such task", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class), examples = @ExampleObject(name = "unknown", value = ApiExamples.PROBLEM)))
    public JsonNode report(String task) {
        Task found = finder.find(task);
        return StrictJson.MAPPER.valueToTree(new ReportView(found.definition().task(), Views.live(found), TaskReport.of(found)));
    }
}
