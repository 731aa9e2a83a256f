package dev.regraft.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.graft.Log;
import dev.regraft.graft.Progress;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Labeled examples: what is posted goes to the log first and is learned from there. */
@Path("/tasks/{task}/examples")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Examples", description = "Labeled inputs; they go to the log first and are learned from there")
public class ExamplesResource {

    static final String NDJSON = "application/x-ndjson";

    private final TaskFinder finder;
    private final ExampleIntake intake;
    private final Bodies bodies;
    private final Log log;
    private final ExampleListing listing;

    /** Made by the container. */
    public ExamplesResource(TaskFinder finder, ExampleIntake intake, ExampleListing listing, Bodies bodies, Log log) {
        this.finder = finder;
        this.intake = intake;
        this.listing = listing;
        this.bodies = bodies;
        this.log = log;
    }

    /** The examples that a task keeps. */
    @GET
    @Operation(summary = "Lists examples that the task keeps", description = "The last labeled first, or with suspicious=true those whose "
            + "label looked wrong when the training set was last examined, the most suspicious first, each with the label that it more likely "
            + "should have. The text is there as long as the log of examples holds it.")
    @APIResponse(responseCode = "200", description = "The examples", content = @Content(
            schema = @Schema(implementation = ExampleListing.ExampleView[].class),
            examples = @ExampleObject(name = "suspicious", value = ApiExamples.EXAMPLES_SUSPICIOUS)))
    @APIResponse(responseCode = "400", description = "A parameter is out of range", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public List<ExampleListing.ExampleView> list(String task,
            @Parameter(description = "Only those of this label") @RestQuery String label,
            @Parameter(description = "Only those under suspicion: true or false") @RestQuery String suspicious,
            @Parameter(description = "How many at most, from 1 to 1000; 100 if it is not said") @RestQuery String limit) {
        return listing.list(finder.find(task), label, ExampleListing.suspicious(suspicious), ExampleListing.limit(limit));
    }

    /** One example, or an array of them. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Adds one example or an array of them", description = "One bad example in an array refuses all of it. An id "
            + "that exists already names a replacement. A single-label task takes label, a multi-label one labels, a regression target.")
    @RequestBody(content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ExampleRequest.class), examples = {
                    @ExampleObject(name = "one", value = ApiExamples.EXAMPLE),
                    @ExampleObject(name = "several", value = ApiExamples.EXAMPLES),
                    @ExampleObject(name = "of several labels", value = ApiExamples.EXAMPLE_MULTI_LABEL),
                    @ExampleObject(name = "of a number", value = ApiExamples.EXAMPLE_REGRESSION),
                    @ExampleObject(name = "a vector made elsewhere", value = ApiExamples.EXAMPLE_FEATURES)}),
            @Content(mediaType = NDJSON, schema = @Schema(implementation = String.class),
                    examples = @ExampleObject(name = "a line each", value = ApiExamples.EXAMPLES_NDJSON))})
    @APIResponse(responseCode = "202", description = "The log has them", content = @Content(
            schema = @Schema(implementation = Accepted.class), examples = @ExampleObject(name = "two", value = ApiExamples.ACCEPTED)))
    @APIResponse(responseCode = "400", description = "Refused: nothing was accepted", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class),
            examples = @ExampleObject(name = "no label", value = ApiExamples.REFUSED)))
    public Response post(String task, @Parameter(description = Wait.DESCRIPTION) @RestQuery String wait, InputStream body)
            throws InterruptedException {
        Task found = finder.find(task);
        Wait until = Wait.of(wait);
        JsonNode json = StrictJson.read(bodies.read(body));
        Accepted.Taken taken = json.isArray() ? intake.takeAll(found, json) : intake.take(found, StrictJson.object(json, null), null);
        return accepted(found, taken, until);
    }

    /** Examples, one in each line. */
    @POST
    @Consumes(NDJSON)
    @Operation(hidden = true)
    public Response postLines(String task, @RestQuery String wait, InputStream body) throws IOException, InterruptedException {
        Task found = finder.find(task);
        Wait until = Wait.of(wait);
        return accepted(found, intake.takeLines(found, bodies.lines(body)), until);
    }

    /** One example under its id, new or in place of the one it named. */
    @PUT
    @Path("/{id: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Adds or replaces the example of an id", description = "A relabel forgets the old label exactly.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ExampleRequest.class),
            examples = @ExampleObject(name = "one", value = ApiExamples.EXAMPLE)))
    @APIResponse(responseCode = "202", description = "The log has it",
            content = @Content(schema = @Schema(implementation = Accepted.class),
                    examples = @ExampleObject(name = "one", value = ApiExamples.ACCEPTED_ONE)))
    public Response put(String task, String id, @Parameter(description = Wait.DESCRIPTION) @RestQuery String wait, InputStream body)
            throws InterruptedException {
        Task found = finder.find(task);
        Wait until = Wait.of(wait);
        return accepted(found, intake.take(found, StrictJson.readObject(bodies.read(body)), id), until);
    }

    /** Forgets an example. */
    @DELETE
    @Path("/{id: .+}")
    @Operation(summary = "Forgets the example of an id: the next head is the one that never saw it")
    @APIResponse(responseCode = "202", description = "The log has it",
            content = @Content(schema = @Schema(implementation = Accepted.class),
                    examples = @ExampleObject(name = "one", value = ApiExamples.ACCEPTED_ONE)))
    public Response delete(String task, String id, @Parameter(description = Wait.DESCRIPTION) @RestQuery String wait) throws InterruptedException {
        Task found = finder.find(task);
        Wait until = Wait.of(wait);
        Progress at = Progress.NONE.with(Waiting.on(log.append(found.definition(), intake.id(id), null)));
        return accepted(found, Accepted.Taken.one(id, at), until);
    }

    private static Response accepted(Task task, Accepted.Taken taken, Wait until) throws InterruptedException {
        return Response.accepted(until.answer(task, taken)).build();
    }
}
