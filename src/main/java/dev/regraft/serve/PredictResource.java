package dev.regraft.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Answer;
import dev.regraft.graft.Answers;
import dev.regraft.graft.Limits;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.head.HeadVersion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Predictions: every one in an answer by the same head. */
@Path("/tasks/{task}/predict")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Predictions", description = "What the live head says of inputs")
public class PredictResource {

    private final TaskFinder finder;
    private final Bodies bodies;
    private final InputReader inputs;
    private final Backbones backbones;
    private final Answers answers;
    private final Limits limits;
    private final ServeMetrics metrics;

    /** Made by the container. */
    public PredictResource(TaskFinder finder, Bodies bodies, InputReader inputs, Backbones backbones, Answers answers,
            Limits limits, ServeMetrics metrics) {
        this.finder = finder;
        this.bodies = bodies;
        this.inputs = inputs;
        this.backbones = backbones;
        this.answers = answers;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** One input, or several. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Predicts one input or several", description = "All predictions of an answer come from the same head. "
            + "A single-label task answers label, probability and scores; a multi-label one labels and scores; a regression value and "
            + "interval.")
    @RequestBody(content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = PredictRequest.class), examples = {
                    @ExampleObject(name = "one", value = ApiExamples.INPUT),
                    @ExampleObject(name = "several", value = ApiExamples.INPUTS),
                    @ExampleObject(name = "an image, to a task of an image backbone", value = ApiExamples.IMAGE),
                    @ExampleObject(name = "a tensor, to a task of a backbone of tensors", value = ApiExamples.INPUT_TENSOR),
                    @ExampleObject(name = "a vector made elsewhere", value = ApiExamples.INPUT_FEATURES)}),
            @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class),
                    examples = @ExampleObject(name = "the text itself", value = "where is my parcel")),
            @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary"),
                    examples = @ExampleObject(name = "the file itself", value = "the bytes of a JPEG, PNG, GIF, BMP or WebP file"))})
    @APIResponse(responseCode = "200", description = "One prediction for each input, in order", content = @Content(
            schema = @Schema(implementation = Answer.class), examples = {
                    @ExampleObject(name = "one", value = ApiExamples.ANSWER),
                    @ExampleObject(name = "several labels", value = ApiExamples.ANSWER_MULTI_LABEL),
                    @ExampleObject(name = "a number", value = ApiExamples.ANSWER_REGRESSION)}))
    @APIResponse(responseCode = "400", description = "Refused", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "409", description = "The task has no live head yet", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "429", description = "Too many requests wait; see Retry-After", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Answer predict(String task, InputStream body) {
        Task found = finder.find(task);
        ObjectNode json = StrictJson.readObject(bodies.read(body));
        return predict(found, json.has("inputs") ? readAll(found, json) : List.of(read(found, json)), top(json.path("topK")));
    }

    /** One text, as it is. */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Operation(hidden = true)
    public Answer predictText(String task, @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
            InputStream body) {
        Task found = finder.find(task);
        return predict(found, List.of(inputs.text(bodies.readText(body, charset(type)))
                .requireFor(found.definition().backbone(), found.vectors())), Answer.DEFAULT_TOP);
    }

    /** One image file, as it is. */
    @POST
    @Consumes("image/*")
    @Operation(hidden = true)
    public Answer predictImage(String task, InputStream body) {
        Task found = finder.find(task);
        return predict(found, List.of(inputs.image(bodies.read(body)).requireFor(found.definition().backbone(), found.vectors())),
                Answer.DEFAULT_TOP);
    }

    private static Charset charset(MediaType type) {
        String name = type.getParameters().get(MediaType.CHARSET_PARAMETER);
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("invalid-charset", "Content-Type", "charset is not known: " + name);
        }
    }

    private Input read(Task task, ObjectNode json) {
        return inputs.read(json).requireFor(task.definition().backbone(), task.vectors());
    }

    private List<Input> readAll(Task task, ObjectNode json) {
        JsonNode given = json.get("inputs");
        if (!given.isArray() || given.isEmpty() || given.size() > limits.requestInputs()) {
            throw new RefusedException("invalid-input", "inputs", "inputs must be an array of 1 to " + limits.requestInputs()
                    + (given.isArray() ? ": " + given.size() : ": no array"));
        }
        List<Problem.Fault> errors = new ArrayList<>();
        List<Input> read = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            try {
                read.add(read(task, StrictJson.object(given.get(i), null)));
            } catch (RefusedException e) {
                errors.add(Problem.Fault.field("inputs[" + i + "]" + (e.field() == null ? "" : "." + e.field()), e.detail()));
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(400, "invalid-input", errors.size() + " of " + given.size() + " inputs break a rule", errors);
        }
        return read;
    }

    private int top(JsonNode top) {
        if (top.isMissingNode() || top.isNull()) {
            return Answer.DEFAULT_TOP;
        }
        if (!top.isInt() || top.intValue() < 1 || top.intValue() > limits.taskLabels()) {
            throw new RefusedException("invalid-input", "topK", "topK must be an integer in [1, " + limits.taskLabels() + "]: " + top);
        }
        return top.intValue();
    }

    private Answer predict(Task task, List<Input> read, int top) {
        long startNanos = System.nanoTime();
        HeadVersion live = Answer.requireLive(task);
        Backbone backbone = backbones.load(live.head().space().backbone(), read.getFirst());
        List<Extraction> extractions = Waiting.on(backbone.extract(read, Priority.SERVE));
        List<Answer.Extracted> extracted = new ArrayList<>();
        for (int i = 0; i < extractions.size(); i++) {
            Extraction made = extractions.get(i);
            extracted.add(new Answer.Extracted(made.features(), made.truncated(), read.get(i).textOrNull()));
        }
        Answer answer = answers.answer(task, live, backbone.space(), extracted, top);
        metrics.predicted(task.definition().task(), read.size(), System.nanoTime() - startNanos);
        return answer;
    }
}
