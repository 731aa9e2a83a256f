package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error as clients see it: RFC 9457, {@code application/problem+json}.
 *
 * @param type a URN of the kind of problem
 * @param title the kind in words
 * @param status of the HTTP response
 * @param detail the broken rule and the value that broke it
 * @param instance path of the request
 * @param errors each thing at fault; left out if the detail says all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "An error (RFC 9457)")
public record Problem(String type, String title, int status, String detail, String instance, List<Fault> errors) {

    static final String MEDIA_TYPE = "application/problem+json";

    /** One thing at fault: a field of the request, or a line of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fault(String field, Integer line, String detail) {

        static Fault field(String field, String detail) {
            return new Fault(field, null, detail);
        }

        static Fault line(int line, String detail) {
            return new Fault(null, line, detail);
        }
    }

    static Problem of(int status, String code, String detail, String instance, List<Fault> errors) {
        String words = code.replace('-', ' ');
        String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return new Problem("urn:regraft:problem:" + code, title, status, detail, instance, errors);
    }

    Response.ResponseBuilder response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this);
    }
}
