package dev.regraft.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes, for every call, that anything else than what it names is a {@link Problem}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiProblems implements OASFilter {

    private static final String ANYTHING_ELSE = "default";

    @Override
    public Operation filterOperation(Operation operation) {
        if (!operation.getResponses().hasAPIResponse(ANYTHING_ELSE)) {
            operation.getResponses().addAPIResponse(ANYTHING_ELSE, problem());
        }
        return operation;
    }

    private static APIResponse problem() {
        Content content = OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))
                .examples(Map.of("unknown task", OASFactory.createExample().value(example()))));
        return OASFactory.createAPIResponse()
                .description("A problem: 400 refused, 404 unknown, 405 wrong method, 409 not possible now, 413 too large, 415 wrong content "
                        + "type, 429 too many requests, 503 not ready or the log is unavailable")
                .content(content);
    }

    private static Object example() {
        try {
            return new ObjectMapper().readTree(ApiExamples.PROBLEM);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
