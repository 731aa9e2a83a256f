package dev.regraft.serve;

import dev.regraft.backbone.BackboneStatus;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.CutTensor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The backbones of this process, and where their networks can be cut. */
@Path("/backbones")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Backbones")
public class BackbonesResource {

    private final Backbones backbones;

    /** Made by the container. */
    public BackbonesResource(Backbones backbones) {
        this.backbones = backbones;
    }

    /** A backbone; null where only a loaded one can tell. */
    @Schema(name = "BackboneStatus")
    record StatusView(String name, @Schema(enumeration = {"ready", "not-loaded"}) String state,
            @Schema(description = "SHA-256 of what decides the bits of its features") String digest,
            @Schema(description = "What it reads", examples = "text") String modality,
            @Schema(description = "Length of a feature vector; null until it is loaded") Integer dimension,
            @Schema(description = "The tensor behind which its network is cut; null until it is loaded") String cut,
            @Schema(description = "How the states of its tokens become one vector") String pooling,
            @Schema(description = "Tokens read of a text; the rest is cut off") Integer maxLength, String source,
            @Schema(description = "Numbers in its weights; null until it is loaded") Long parameters,
            @Schema(description = "Time of a processor for an input, over those since it was loaded; null before the first")
            Double msPerItem) {

        static StatusView of(BackboneStatus status) {
            return new StatusView(status.name(), status.ready() ? "ready" : "not-loaded", status.digest(), status.modality(),
                    status.dimension(), status.cut(), status.pooling(), status.maxLength(), status.source(), status.parameters(),
                    status.msPerItem());
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

    /** All of them. */
    @GET
    @Operation(summary = "Lists backbones", description = "Those that are not loaded are when a task first needs them.")
    @APIResponse(responseCode = "200", description = "All that can be loaded", content = @Content(
            schema = @Schema(implementation = StatusView[].class),
            examples = @ExampleObject(name = "one", value = "[" + ApiExamples.BACKBONE + "]")))
    public List<StatusView> backbones() {
        return backbones.names().stream().map(backbones::status).map(StatusView::of).toList();
    }

    /** One of them. */
    @GET
    @Path("/{name}")
    @Operation(summary = "Shows a backbone")
    @APIResponse(responseCode = "200", description = "The backbone", content = @Content(
            schema = @Schema(implementation = StatusView.class), examples = @ExampleObject(name = "loaded", value = ApiExamples.BACKBONE)))
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

    private void requireKnown(String name) {
        if (!backbones.names().contains(name)) {
            throw new ProblemException(404, "unknown-backbone", "backbone must be one of " + String.join(", ", backbones.names()) + ": "
                    + name);
        }
    }
}
