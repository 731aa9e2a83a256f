package dev.regraft.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Annotation;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Log;
import dev.regraft.graft.Position;
import dev.regraft.graft.RecentPredictions;
import dev.regraft.graft.Served;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Labels inputs that were answered before: their features go to the log as they were, without another pass of the backbone. */
@Path("/tasks/{task}/feedback")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Examples")
public class FeedbackResource {

    private final TaskFinder finder;
    private final Bodies bodies;
    private final ExampleReader examples;
    private final RecentPredictions recent;
    private final Log log;

    /** Made by the container. */
    public FeedbackResource(TaskFinder finder, Bodies bodies, ExampleReader examples, RecentPredictions recent, Log log) {
        this.finder = finder;
        this.bodies = bodies;
        this.examples = examples;
        this.recent = recent;
        this.log = log;
    }

    /** What was right of one input. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Labels an input that was answered before", description = "It becomes the example of the prediction's id; the same "
            + "again replaces it. Known are the last predictions of the replica that is asked.")
    @RequestBody(content = @Content(schema = @Schema(implementation = FeedbackRequest.class),
            examples = @ExampleObject(name = "one", value = ApiExamples.FEEDBACK)))
    @APIResponse(responseCode = "202", description = "The log has it",
            content = @Content(schema = @Schema(implementation = Accepted.class),
                    examples = @ExampleObject(name = "one", value = ApiExamples.ACCEPTED_ONE)))
    @APIResponse(responseCode = "400", description = "Refused", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "The task, or the prediction, is not known (any more)", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Response post(String task, @Parameter(description = Wait.DESCRIPTION) @RestQuery String wait, InputStream body)
            throws InterruptedException {
        Task found = finder.find(task);
        Wait until = Wait.of(wait);
        ObjectNode json = StrictJson.readObject(bodies.read(body));
        String id = id(json);
        Annotation annotation = examples.annotation(json, found);
        Optional<FeatureSpace> space = finder.present(found);
        Served input = space.flatMap(known -> recent.find(found.definition(), known, id)).orElseThrow(() -> new ProblemException(404, "unknown-prediction",
                "prediction is not known, or no longer: " + id));
        LabeledFeatures example = new LabeledFeatures(input.incarnation(), input.space(), annotation.target(), annotation.weight(),
                annotation.attributes(), input.features());
        Position at = Waiting.on(log.learn(found.definition(), id, example));
        recent.label(input);
        return Response.accepted(until.answer(found, id, at)).build();
    }

    private static String id(ObjectNode json) {
        JsonNode id = json.get("prediction");
        if (id == null || !id.isTextual()) {
            throw new RefusedException("invalid-prediction", "prediction", "prediction must be the id of a prediction: " + id);
        }
        return id.textValue();
    }
}
