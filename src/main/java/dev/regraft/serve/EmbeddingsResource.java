package dev.regraft.serve;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneUnavailableException;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.LanesFullException;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.StrictJson;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The features of texts, for clients of OpenAI's API: what backbones make of them, without any head. */
@Path("/v1")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Embeddings", description = "The features of texts, as OpenAI's API has it")
public class EmbeddingsResource {

    private static final Logger LOG = Logger.getLogger(EmbeddingsResource.class);

    private final Backbones backbones;
    private final EmbeddingsReader reader;
    private final Bodies bodies;
    private final ServeMetrics metrics;
    private final long since = Instant.now().getEpochSecond();

    /** Made by the container. */
    public EmbeddingsResource(Backbones backbones, EmbeddingsReader reader, Bodies bodies, ServeMetrics metrics) {
        this.backbones = backbones;
        this.reader = reader;
        this.bodies = bodies;
        this.metrics = metrics;
    }

    /** The features of some texts. */
    @POST
    @Path("/embeddings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes the features of texts", description = "Of length one, to 1/16384, the same bits for the same text in any company. Clients "
            + "of OpenAI's API work with it; errors are as they expect them.")
    @RequestBody(content = @Content(schema = @Schema(implementation = EmbeddingsRequest.class), examples = {
            @ExampleObject(name = "one", value = ApiExamples.EMBEDDINGS_REQUEST),
            @ExampleObject(name = "several, in base64", value = ApiExamples.EMBEDDINGS_REQUEST_BASE64)}))
    @APIResponse(responseCode = "200", description = "A vector for each text, in order", content = @Content(
            schema = @Schema(implementation = EmbeddingsView.class), examples = @ExampleObject(name = "one", value = ApiExamples.EMBEDDINGS)))
    @APIResponse(responseCode = "default", description = "400 refused, 404 no such model, 413 too large, 429 too many requests, 503 not available now",
            content = @Content(schema = @Schema(implementation = OpenAiError.class),
                    examples = @ExampleObject(name = "no such model", value = ApiExamples.OPENAI_ERROR)))
    public EmbeddingsView embed(InputStream body) {
        EmbeddingsOrder order = reader.read(StrictJson.readObject(bodies.read(body)));
        Backbone backbone = textModel(order.model());
        int dimension = backbone.space().dimension();
        if (order.dimensions() != null && order.dimensions() != dimension) {
            throw new RefusedException("invalid-embeddings", "dimensions", "dimensions must be " + dimension + ", those of "
                    + order.model() + ": " + order.dimensions());
        }
        List<Extraction> extractions = Waiting.on(backbone.extract(order.inputs(), Priority.SERVE));
        metrics.embedded(order.model(), extractions.size());
        return EmbeddingsView.of(order, extractions);
    }

    /** The backbones that read texts. */
    @GET
    @Path("/models")
    @Operation(summary = "Lists the backbones that read texts, as models")
    @APIResponse(responseCode = "200", description = "All that can be named", content = @Content(
            schema = @Schema(implementation = ModelsView.class), examples = @ExampleObject(name = "one", value = ApiExamples.MODELS)))
    @APIResponse(responseCode = "default", description = "An error", content = @Content(
            schema = @Schema(implementation = OpenAiError.class), examples = @ExampleObject(name = "no such model", value = ApiExamples.OPENAI_ERROR)))
    public ModelsView models() {
        return new ModelsView("list", backbones.names("text").stream().map(this::view).toList());
    }

    /** One of them. */
    @GET
    @Path("/models/{model}")
    @Operation(summary = "Shows a backbone that reads texts, as a model")
    @APIResponse(responseCode = "200", description = "The model", content = @Content(
            schema = @Schema(implementation = ModelsView.Model.class), examples = @ExampleObject(name = "one", value = ApiExamples.MODEL)))
    @APIResponse(responseCode = "default", description = "An error: 404 no such model", content = @Content(
            schema = @Schema(implementation = OpenAiError.class), examples = @ExampleObject(name = "no such model", value = ApiExamples.OPENAI_ERROR)))
    public ModelsView.Model model(String model) {
        requireKnown(model);
        return view(model);
    }

    private ModelsView.Model view(String name) {
        return new ModelsView.Model(name, "model", since, "regraft");
    }

    /** One that is being imported is waited for, a while. */
    private Backbone textModel(String name) {
        if (!backbones.names().contains(name)) {
            throw unknown(name);
        }
        Backbone backbone = backbones.load(name);
        if (!backbone.modality().equals("text")) {
            throw unknown(name);
        }
        return backbone;
    }

    private void requireKnown(String name) {
        if (!backbones.names("text").contains(name)) {
            throw unknown(name);
        }
    }

    private ProblemException unknown(String name) {
        return new ProblemException(404, "model_not_found", "model must be one of " + String.join(", ", backbones.names("text")) + ": " + name);
    }

    @ServerExceptionMapper
    Response failed(Exception failure) {
        return switch (failure) {
            case RefusedException e -> OpenAiError.response(400, e.detail(), param(e.field()), null).build();
            case ProblemException e -> OpenAiError.response(e.status(), e.getMessage(), e.status() == 404 ? "model" : null, e.code()).build();
            case LanesFullException e -> OpenAiError.response(429, e.getMessage(), null, "rate_limit_exceeded")
                    .header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds()).build();
            case BackboneUnavailableException e -> OpenAiError.response(503, e.getMessage(), null, null)
                    .header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds()).build();
            default -> {
                LOG.errorf(failure, "Request for embeddings failed");
                yield OpenAiError.response(500, "the request failed for a reason that is in the service's log", null, null).build();
            }
        };
    }

    /** The field of the request; which of several texts, the message says. */
    private static String param(String field) {
        return field == null || !field.contains("[") ? field : field.substring(0, field.indexOf('['));
    }
}
