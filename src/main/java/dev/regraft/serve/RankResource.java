package dev.regraft.serve;

import dev.regraft.graft.StrictJson;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which backbone suits a question, by labeled examples of it. */
@Path("/backbones/rank")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Backbones", description = "The frozen networks that turn inputs into features")
public class RankResource {

    private final RankReader reader;
    private final Ranking ranking;
    private final Bodies bodies;

    /** Made by the container. */
    public RankResource(RankReader reader, Ranking ranking, Bodies bodies) {
        this.reader = reader;
        this.ranking = ranking;
        this.bodies = bodies;
    }

    /** The backbones, best first. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ranks backbones by labeled examples, best first", description = "By the accuracy of heads that did not know the "
            + "examples, of equal ones by LogME. Nothing is kept. A mismatch is told from 50 examples on: where labels do no better than "
            + "shuffled ones, where the most frequent label is right as often, or where simple word counts are clearly better. It takes as "
            + "long as the backbones need for the examples, behind all that is to be served; one ranking at a time.")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = RankRequest.class),
            examples = @ExampleObject(name = "two backbones (20 examples or more)", value = ApiExamples.RANK_REQUEST)))
    @APIResponse(responseCode = "200", description = "Best first", content = @Content(
            schema = @Schema(implementation = RankView[].class), examples = @ExampleObject(name = "one", value = ApiExamples.RANKED)))
    @APIResponse(responseCode = "400", description = "Refused", content = @Content(mediaType = Problem.MEDIA_TYPE,
            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "429", description = "Another ranking is on; see Retry-After", content = @Content(
            mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public List<RankView> rank(InputStream body) {
        RankOrder order = reader.read(StrictJson.readObject(bodies.read(body)));
        return ranking.rank(order).stream().map(ranked -> RankView.of(ranked, order.labels())).toList();
    }
}
