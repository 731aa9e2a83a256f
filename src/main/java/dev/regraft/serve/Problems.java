package dev.regraft.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.regraft.backbone.BackboneUnavailableException;
import dev.regraft.backbone.LanesFullException;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.LogUnavailableException;
import dev.regraft.graft.NoLiveHeadException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever goes wrong into a {@link Problem}: here, and only here, a failure gets its HTTP status. */
public class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final int RETRY_LOG_SECONDS = 5;
    private static final String OPENAI_PATH = "/v1/";
    private static final Map<String, Integer> STATUS_BY_CODE = Map.of("unknown-task", 404, "unknown-head", 404, "too-large", 413);

    @ServerExceptionMapper
    Response problem(ProblemException e, UriInfo uri) {
        return e.problem(uri.getPath()).response().build();
    }

    @ServerExceptionMapper
    Response refused(RefusedException e, UriInfo uri) {
        int status = STATUS_BY_CODE.getOrDefault(e.code(), 400);
        List<Problem.Fault> errors = e.field() == null ? List.of() : List.of(Problem.Fault.field(e.field(), e.detail()));
        return Problem.of(status, e.code(), e.detail(), uri.getPath(), errors).response().build();
    }

    @ServerExceptionMapper
    Response noLiveHead(NoLiveHeadException e, UriInfo uri) {
        return Problem.of(409, "no-live-head", e.getMessage(), uri.getPath(), List.of()).response().build();
    }

    @ServerExceptionMapper
    Response lanesFull(LanesFullException e, UriInfo uri) {
        return Problem.of(429, "too-many-requests", e.getMessage(), uri.getPath(), List.of()).response()
                .header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds()).build();
    }

    @ServerExceptionMapper
    Response backboneUnavailable(BackboneUnavailableException e, UriInfo uri) {
        return Problem.of(503, "backbone-unavailable", e.getMessage(), uri.getPath(), List.of()).response()
                .header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds()).build();
    }

    @ServerExceptionMapper
    Response rankingBusy(RankingBusyException e, UriInfo uri) {
        return Problem.of(429, "too-many-requests", e.getMessage(), uri.getPath(), List.of()).response()
                .header(HttpHeaders.RETRY_AFTER, RankingBusyException.RETRY_AFTER_SECONDS).build();
    }

    @ServerExceptionMapper
    Response logUnavailable(LogUnavailableException e, UriInfo uri) {
        return Problem.of(503, "log-unavailable", e.getMessage(), uri.getPath(), List.of()).response()
                .header(HttpHeaders.RETRY_AFTER, RETRY_LOG_SECONDS).build();
    }

    @ServerExceptionMapper
    Response later(CompletionException e, UriInfo uri) {
        return switch (e.getCause()) {
            case RefusedException refused -> refused(refused, uri);
            case LanesFullException full -> lanesFull(full, uri);
            case BackboneUnavailableException unavailable -> backboneUnavailable(unavailable, uri);
            case LogUnavailableException unavailable -> logUnavailable(unavailable, uri);
            case null, default -> unexpected(e, uri);
        };
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, UriInfo uri) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (uri.getPath().startsWith(OPENAI_PATH)) {
            return OpenAiError.response(status.getStatusCode(), detail(e, uri), null, null).build();
        }
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        Response.ResponseBuilder response = Problem.of(status.getStatusCode(), code, detail(e, uri), uri.getPath(), List.of()).response();
        Object allowed = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        return (allowed == null ? response : response.header(HttpHeaders.ALLOW, allowed)).build();
    }

    private static String detail(WebApplicationException e, UriInfo uri) {
        return switch (e.getResponse().getStatus()) {
            case 404 -> "nothing is at this path: " + uri.getPath();
            case 405 -> "this path does not take this method: " + uri.getPath();
            case 406 -> "none of the accepted media types can be given";
            case 415 -> "this path does not take this content type";
            default -> e.getMessage();
        };
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException e, UriInfo uri) {
        return refused(new RefusedException("invalid-json", null, e.getOriginalMessage()), uri);
    }

    @ServerExceptionMapper
    Response unexpected(Exception e, UriInfo uri) {
        LOG.errorf(e, "Request to %s failed", uri.getPath());
        return Problem.of(500, "internal-error", "the request failed for a reason that is in the service's log", uri.getPath(), List.of())
                .response().build();
    }
}
