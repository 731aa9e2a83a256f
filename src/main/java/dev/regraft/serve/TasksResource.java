package dev.regraft.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Backbones;
import dev.regraft.feature.GivenVectors;
import dev.regraft.graft.HintVectors;
import dev.regraft.graft.Log;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskReader;
import dev.regraft.graft.Tasks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tasks: defined, looked at, deleted. */
@Path("/tasks")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks", description = "One question asked of inputs, with its own labels, examples and heads")
public class TasksResource {

    private static final Duration FOLLOW_TIMEOUT = Duration.ofSeconds(10);

    private final Tasks tasks;
    private final TaskFinder finder;
    private final TaskReader reader;
    private final LabelWords words;
    private final Backbones backbones;
    private final Bodies bodies;
    private final Log log;
    private final InstantSource clock;

    /** Made by the container. */
    public TasksResource(Tasks tasks, TaskFinder finder, TaskReader reader, LabelWords words, Backbones backbones, Bodies bodies,
            Log log, InstantSource clock) {
        this.tasks = tasks;
        this.finder = finder;
        this.reader = reader;
        this.words = words;
        this.backbones = backbones;
        this.bodies = bodies;
        this.log = log;
        this.clock = clock;
    }

    /** Every task, by name. */
    @GET
    @Operation(summary = "Lists the tasks")
    @APIResponse(responseCode = "200", description = "Every task, by name",
            content = @Content(schema = @Schema(implementation = Views.TaskView[].class),
                    examples = @ExampleObject(name = "one task", value = "[" + ApiExamples.TASK + "]")))
    public List<Views.TaskView> list() {
        finder.requireComplete();
        return tasks.all().stream().map(task -> Views.task(task, finder.space(task))).toList();
    }

    /** One task. */
    @GET
    @Path("/{task}")
    @Operation(summary = "Shows a task: its labels, how many examples it has learned, its live head")
    @APIResponse(responseCode = "200", description = "The task", content = @Content(
            schema = @Schema(implementation = Views.TaskView.class),
            examples = {@ExampleObject(name = "support", value = ApiExamples.TASK),
                    @ExampleObject(name = "another backbone reads its examples", value = ApiExamples.TASK_CHANGING_OVER)}))
    @APIResponse(responseCode = "404", description = "No such task", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class), examples = @ExampleObject(name = "unknown", value = ApiExamples.PROBLEM)))
    public Views.TaskView get(String task) {
        Task found = finder.find(task);
        return Views.task(found, finder.space(found));
    }

    /** Defines a task, new or changed. */
    @PUT
    @Path("/{task}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates or changes a task", description = "Every field has a default; a task that exists keeps its kind "
            + "and its backbone if none is named, never changes its kind. Another backbone reads its examples again, as far as the log "
            + "holds their inputs, and the live head answers until the gate lets one of the new features take its place; changing "
            + "back before that cancels it. A label given here counts before its first example: the words of its description, or of its "
            + "name, are a weak example of it. A task whose backbone is none takes features in place of inputs; how many numbers is its first example's, from then on.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TaskRequest.class), examples = {
            @ExampleObject(name = "all defaults", value = "{}"),
            @ExampleObject(name = "declared labels", value = ApiExamples.TASK_REQUEST),
            @ExampleObject(name = "several labels", value = ApiExamples.TASK_REQUEST_MULTI_LABEL),
            @ExampleObject(name = "a number", value = ApiExamples.TASK_REQUEST_REGRESSION),
            @ExampleObject(name = "vectors made elsewhere", value = ApiExamples.TASK_REQUEST_VECTORS),
            @ExampleObject(name = "another backbone, of a task that has learned", value = ApiExamples.TASK_REQUEST_BACKBONE)}))
    @APIResponse(responseCode = "201", description = "Created",
            content = @Content(schema = @Schema(implementation = Views.TaskView.class),
                    examples = @ExampleObject(name = "support", value = ApiExamples.TASK)))
    @APIResponse(responseCode = "200", description = "Changed",
            content = @Content(schema = @Schema(implementation = Views.TaskView.class),
                    examples = @ExampleObject(name = "support", value = ApiExamples.TASK)))
    @APIResponse(responseCode = "400", description = "Refused", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "409", description = "Another backbone, which cannot read what the task has learned from", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Response put(String task, InputStream body) throws InterruptedException {
        TaskReader.name(task);
        finder.requireComplete();
        byte[] bytes = bodies.read(body);
        ObjectNode json = bytes.length == 0 ? StrictJson.MAPPER.createObjectNode() : StrictJson.readObject(bytes);
        tasks.await(() -> !tasks.lingers(task), FOLLOW_TIMEOUT);
        Optional<Task> present = tasks.find(task);
        TaskDefinition read = reader.read(task, json, present.map(Task::definition), finder.defaultBackbone(),
                tasks.incarnation(task, clock.instant()));
        requireReadable(present, read);
        TaskDefinition definition = read.takesVectors() ? read.withHintVectors(null) : hinted(read, present);
        Waiting.on(log.define(definition));
        boolean followed = tasks.await(() -> tasks.find(task).filter(t -> t.definition().equals(definition)).isPresent(), FOLLOW_TIMEOUT);
        if (!followed) {
            throw new ProblemException(503, "log-unavailable", "the definition is in the log but was not read back in time");
        }
        Task defined = tasks.find(task).orElseThrow();
        return Response.status(present.isEmpty() ? 201 : 200).entity(Views.task(defined, finder.space(defined))).build();
    }

    /** With what the words of its labels mean to its backbone and, while that is not the one that answers, to that one. */
    private TaskDefinition hinted(TaskDefinition definition, Optional<Task> present) {
        TaskDefinition read = words.read(definition, present.map(Task::definition), backbones.load(definition.backbone()));
        Optional<HintVectors> answering = present.filter(task -> !task.backbone().equals(definition.backbone()))
                .flatMap(task -> Optional.ofNullable(task.definition().hintVectors()).flatMap(vectors -> vectors.of(task.backbone())));
        return read.hintVectors() == null ? read : read.withHintVectors(read.hintVectors().after(answering.orElse(null)));
    }

    /** What a task has learned from, another backbone must be able to read. */
    private void requireReadable(Optional<Task> present, TaskDefinition definition) {
        String asked = definition.backbone();
        present.filter(task -> task.state().examples() > 0 || task.live().isPresent()).map(Task::backbone)
                .filter(backbone -> !backbone.equals(asked)).ifPresent(backbone -> {
                    String modality = modality(backbone);
                    if (!modality.equals(modality(asked))) {
                        throw new ProblemException(409, "backbone-in-use", "the backbone of a task that has learned must be one that reads " + modality
                                + ", as " + backbone + " does: " + asked + "; delete the task first");
                    }
                });
    }

    private String modality(String backbone) {
        return backbone.equals(GivenVectors.BACKBONE) ? "vectors made elsewhere" : backbones.load(backbone).modality();
    }

    /** Deletes a task. */
    @DELETE
    @Path("/{task}")
    @Operation(summary = "Deletes a task with its examples, features and heads")
    @APIResponse(responseCode = "204", description = "Deleted")
    public Response delete(String task) throws InterruptedException {
        finder.find(task);
        Waiting.on(log.delete(task));
        tasks.await(() -> tasks.find(task).isEmpty() && !tasks.lingers(task), FOLLOW_TIMEOUT);
        return Response.noContent().build();
    }
}
