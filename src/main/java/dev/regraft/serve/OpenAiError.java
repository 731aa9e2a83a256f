package dev.regraft.serve;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An error as clients of OpenAI's API expect it: {@code {"error":{...}}}. */
@Schema(description = "An error of the calls under /v1")
record OpenAiError(Detail error) {

    /**
     * What is wrong.
     *
     * @param type the kind, by its status
     * @param param the field at fault; null if it is the whole
     * @param code what programs look at; null where the type says all
     */
    @Schema(name = "OpenAiErrorDetail")
    record Detail(String message, @Schema(enumeration = {"invalid_request_error", "rate_limit_error", "server_error"}) String type,
            String param, String code) {
    }

    /**
     * The answer of that status.
     *
     * @param param null if it is the whole
     * @param code null where the status says all
     */
    static Response.ResponseBuilder response(int status, String message, String param, String code) {
        String type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
        return Response.status(status).type(MediaType.APPLICATION_JSON).entity(new OpenAiError(new Detail(message, type, param, code)));
    }
}
