package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.backbone.BackboneConfig;
import dev.regraft.backbone.BackboneDefinition;
import dev.regraft.backbone.BackboneRegistry;
import dev.regraft.backbone.BackboneStatus;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.CutTensor;
import dev.regraft.backbone.DefinitionReader;
import dev.regraft.backbone.RemoteUsage;
import dev.regraft.model.Transfer;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
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
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The backbones of this process, and where their networks can be cut. */
@Path("/backbones")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Backbones")
public class BackbonesResource {

    private static final Duration FOLLOW_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final Backbones backbones;
    private final BackboneRegistry registry;
    private final BackboneConfig config;
    private final Tasks tasks;
    private final TaskFinder finder;
    private final Bodies bodies;
    private final InstantSource clock;

    /** Made by the container. */
    public BackbonesResource(Backbones backbones, BackboneRegistry registry, BackboneConfig config, Tasks tasks, TaskFinder finder, Bodies bodies,
            InstantSource clock) {
        this.backbones = backbones;
        this.registry = registry;
        this.config = config;
        this.tasks = tasks;
        this.finder = finder;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** A backbone; null where only a loaded one can tell. */
    @Schema(name = "BackboneStatus")
    record StatusView(String name, @Schema(enumeration = {"importing", "ready", "failed", "not-loaded"}) String state,
            @Schema(description = "Why it failed; null if it did not") String reason,
            @Schema(description = "How much of its files is here; null if none are being fetched") TransferView transfer,
            @Schema(description = "SHA-256 of what decides the bits of its features") String digest,
            @Schema(description = "What it reads", examples = "text") String modality,
            @Schema(description = "Length of a feature vector; null until it is loaded") Integer dimension,
            @Schema(description = "The tensor behind which its network is cut; null until it is loaded") String cut,
            @Schema(description = "How the states of its tokens become one vector") String pooling,
            @Schema(description = "Tokens read of a text; the rest is cut off") Integer maxLength,
            @Schema(description = "What is done to an image, with the fields of a preprocessor_config.json, and who says so (from); null "
                    + "where there are none", implementation = Object.class) JsonNode preprocessing, String source,
            @Schema(description = "Numbers in its weights; null until it is loaded") Long parameters,
            @Schema(description = "Time of a processor for an input, over those since it was loaded; null before the first")
            Double msPerItem,
            @Schema(description = "What it has used of a provider; left out if its network runs here") @JsonInclude(JsonInclude.Include.NON_NULL)
            RemoteUsage usage) {

        static StatusView of(BackboneStatus status) {
            return new StatusView(status.name(), status.state().word(), status.reason(), TransferView.of(status.transfer()), status.digest(), status.modality(),
                    status.dimension(), status.cut(), status.pooling(), status.maxLength(), status.preprocessing(), status.source(), status.parameters(),
                    status.msPerItem(), status.usage());
        }
    }

    /** How far the fetching of files is. */
    @Schema(name = "Transfer")
    record TransferView(long bytes, @Schema(description = "-1 while that is not known") long of) {

        static TransferView of(Transfer transfer) {
            return transfer == null ? null : new TransferView(transfer.bytes(), transfer.of());
        }
    }

    /** A tensor at which a network can be cut. */
    @Schema(name = "Cut")
    record CutView(String tensor, @Schema(description = "What makes it") String operator,
            @Schema(enumeration = {"fp16", "fp32", "fp64"}) String type,
            @Schema(description = "-1 for a length that depends on the input") List<Long> shape,
            @Schema(description = "Numbers in the weights that are left") long parameters,
            @Schema(description = "Whether the network is cut here unless another place is named") boolean recommended) {

        static CutView of(CutTensor cut) {
            return new CutView(cut.tensor(), cut.operator(), cut.type(), cut.shape(), cut.parameters(), cut.recommended());
        }
    }

    /** All of them, or those that could be. */
    @GET
    @Operation(summary = "Lists backbones", description = "Those that are not loaded are when a task first needs them. With catalogue=true, instead: "
            + "well-known models that make good backbones, each with the source by which it is registered.")
    @APIResponse(responseCode = "200", description = "All that can be loaded, or the catalogue", content = @Content(
            schema = @Schema(anyOf = {StatusView[].class, CatalogueView[].class}),
            examples = {@ExampleObject(name = "one", value = "[" + ApiExamples.BACKBONE + "]"),
                @ExampleObject(name = "of the catalogue", value = "[" + ApiExamples.CATALOGUE_ENTRY + "]")}))
    @APIResponse(responseCode = "400", description = "catalogue is neither true nor false", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    public List<?> backbones(@Parameter(description = "Whether to list well-known models: true or false") @RestQuery String catalogue) {
        return switch (catalogue) {
            case "true" -> CatalogueView.ALL;
            case null -> statuses();
            case "false" -> statuses();
            default -> throw new RefusedException("invalid-catalogue", "catalogue", "catalogue must be true or false: " + catalogue);
        };
    }

    private List<StatusView> statuses() {
        return backbones.names().stream().map(backbones::status).map(StatusView::of).toList();
    }

    /** One of them. */
    @GET
    @Path("/{name}")
    @Operation(summary = "Shows a backbone")
    @APIResponse(responseCode = "200", description = "The backbone", content = @Content(
            schema = @Schema(implementation = StatusView.class), examples = {
                    @ExampleObject(name = "of texts", value = ApiExamples.BACKBONE),
                    @ExampleObject(name = "of images", value = ApiExamples.IMAGE_BACKBONE),
                    @ExampleObject(name = "run by others", value = ApiExamples.BACKBONE_REMOTE)}))
    @APIResponse(responseCode = "404", description = "No such backbone", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    public StatusView backbone(String name) {
        requireKnown(name);
        return StatusView.of(backbones.status(name));
    }

    /** Where its network can be cut. */
    @GET
    @Path("/{name}/cuts")
    @Operation(summary = "Lists every tensor at which a backbone's network can be cut", description = "In the order in which they are made: "
            + "floating-point numbers that depend on the input, with their shapes. One is recommended: before the layer that knows the "
            + "classes, or an encoder's hidden states. The first call reads the network, in seconds.")
    @APIResponse(responseCode = "200", description = "The tensors", content = @Content(
            schema = @Schema(implementation = CutView[].class), examples = @ExampleObject(name = "two", value = ApiExamples.CUTS)))
    @APIResponse(responseCode = "404", description = "No such backbone", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    public List<CutView> cuts(String name) {
        requireKnown(name);
        return backbones.cuts(name).stream().map(CutView::of).toList();
    }

    /** Registers one. */
    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Registers a backbone, or imports it again", description = "A call for an administrator: files of this machine may be "
            + "named. Every replica imports it in the background. What is not said is found out of its files. A backbone that a task uses "
            + "can be imported again as it is, but not become another one: its heads would meet features that they do not know.")
    @RequestBody(content = @Content(schema = @Schema(implementation = BackboneRequest.class),
            examples = {@ExampleObject(name = "a file", value = ApiExamples.BACKBONE_REQUEST),
                @ExampleObject(name = "of a hub", value = ApiExamples.BACKBONE_OF_A_HUB),
                @ExampleObject(name = "a model that others run", value = ApiExamples.BACKBONE_REQUEST_REMOTE)}))
    @APIResponse(responseCode = "202", description = "It is being imported", content = @Content(
            schema = @Schema(implementation = StatusView.class),
            examples = @ExampleObject(name = "of a hub", value = ApiExamples.BACKBONE_IMPORTING)))
    @APIResponse(responseCode = "400", description = "Refused", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "409", description = "It comes with the service, is configured, or is used by a task", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Response put(String name, InputStream body) throws InterruptedException {
        finder.requireComplete();
        BackboneDefinition definition = DefinitionReader.read(name, StrictJson.readObject(bodies.read(body)), clock.instant());
        requireChangeable(name);
        if (backbones.definition(name).filter(present -> !present.saysTheSame(definition)).isPresent()) {
            requireUnused(name, "become another one");
        }
        Waiting.on(registry.register(definition));
        requireFollowed(() -> backbones.definition(name).filter(definition::equals).isPresent());
        return Response.accepted(StatusView.of(backbones.status(name))).build();
    }

    /** Takes one away. */
    @DELETE
    @Path("/{name}")
    @Operation(summary = "Takes a registered backbone away")
    @APIResponse(responseCode = "204", description = "Taken away")
    @APIResponse(responseCode = "409", description = "It comes with the service, is configured, or is used by a task", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Response delete(String name) throws InterruptedException {
        finder.requireComplete();
        requireKnown(name);
        requireChangeable(name);
        requireUnused(name, "be taken away");
        Waiting.on(registry.remove(name));
        requireFollowed(() -> backbones.definition(name).isEmpty());
        return Response.noContent().build();
    }

    private void requireChangeable(String name) {
        if (Backbones.isInTheBox(name) || config.backbones().containsKey(name)) {
            throw new ProblemException(409, "backbone-fixed", "a backbone that " + (Backbones.isInTheBox(name) ? "comes with the service"
                    : "is configured") + " cannot be registered or taken away: " + name);
        }
    }

    private void requireUnused(String name, String what) {
        List<String> users = tasks.all().stream().filter(task -> isUsed(name, task)).map(task -> task.definition().task()).toList();
        if (!users.isEmpty()) {
            throw new ProblemException(409, "backbone-in-use", "a backbone that a task uses cannot " + what + ": " + name + " is used by "
                    + String.join(", ", users) + "; register it under another name, and change the task's backbone");
        }
    }

    /** While a task changes its backbone it has two, and an operator may have gone back to a head of a third. */
    private static boolean isUsed(String name, Task task) {
        return task.definition().backbone().equals(name) || task.backbone().equals(name)
                || task.live().filter(live -> live.head().space().backbone().equals(name)).isPresent();
    }

    private static void requireFollowed(BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + FOLLOW_TIMEOUT.toNanos(); !condition.getAsBoolean(); Thread.sleep(LOOK_AGAIN)) {
            if (System.nanoTime() > end) {
                throw new ProblemException(503, "log-unavailable", "the change is in the log but was not read back in time");
            }
        }
    }

    private void requireKnown(String name) {
        if (!backbones.names().contains(name)) {
            throw new ProblemException(404, "unknown-backbone", "backbone must be one of " + String.join(", ", backbones.names()) + ": "
                    + name);
        }
    }
}
