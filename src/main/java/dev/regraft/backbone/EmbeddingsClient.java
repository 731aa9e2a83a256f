package dev.regraft.backbone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks {@code POST /embeddings} as OpenAI's API has it: one attempt at a time. Thread-safe.
 *
 * <p>Redirects are not followed, so that neither the key nor a text ever goes to another host. HTTP/1.1, since some servers that speak
 * this are confused by the offer of HTTP/2.
 */
final class EmbeddingsClient implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    /** More than 1,000 vectors of 3,072 numbers written out. */
    private static final int LARGEST_ANSWER_BYTES = 64 << 20;
    private static final int LONGEST_MESSAGE = 300;

    private final RemoteModel model;
    private final Duration timeout;
    private final InstantSource clock;
    private final URI uri;
    private final HttpClient http;

    EmbeddingsClient(RemoteModel model, Duration timeout, InstantSource clock) {
        this.model = model;
        this.timeout = timeout;
        this.clock = clock;
        this.uri = URI.create(model.baseUrl() + "/embeddings");
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout).build();
    }

    /**
     * Asks for the vectors of some texts, and waits.
     *
     * @param dimension of a vector; 0 if any will do
     * @throws InterruptedException if it is given up
     */
    EmbeddingsReply embed(List<String> texts, int dimension) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request(texts), HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), LARGEST_ANSWER_BYTES));
        try {
            return read(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS), texts.size(), dimension);
        } catch (TimeoutException _) {
            return new EmbeddingsReply.Failed("no answer within " + timeout.toMillis() + " ms", 0);
        } catch (ExecutionException e) {
            return new EmbeddingsReply.Failed(describe(e.getCause()), 0);
        } finally {
            answer.cancel(true);
        }
    }

    private static String describe(Throwable failure) {
        String kind = failure instanceof IOException ? failure.getClass().getSimpleName() : failure.getClass().getName();
        return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
    }

    private HttpRequest request(List<String> texts) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json").header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(EmbeddingsJson.request(model.model(), model.dimensions(), texts)));
        model.key().ifPresent(key -> request.header("Authorization", "Bearer " + key.value()));
        return request.build();
    }

    private EmbeddingsReply read(HttpResponse<byte[]> response, int texts, int dimension) {
        int status = response.statusCode();
        if (status == 200) {
            return EmbeddingsJson.vectors(response.body(), texts, dimension);
        }
        EmbeddingsJson.Problem problem = EmbeddingsJson.problem(response.body());
        String said = oneLine(model.key().map(key -> key.removedFrom(problem.message())).orElse(problem.message()));
        String reason = "it answers " + status + (said.isEmpty() ? "" : ": " + said);
        if (status == 429 && problem.code().equals("insufficient_quota")) {
            // Not asked too often, but paid up: waiting does not help.
            return new EmbeddingsReply.Broken(reason);
        }
        if (status >= 300 && status < 400) {
            return new EmbeddingsReply.Broken(reason + ", and redirects are not followed: base-url must be where it is answered");
        }
        return switch (status) {
            case 429 -> new EmbeddingsReply.TooMuch(reason, retryAfterNanos(response));
            case 400, 413, 422 -> new EmbeddingsReply.Refused(reason);
            case 408, 409, 425 -> new EmbeddingsReply.Failed(reason, retryAfterNanos(response));
            default -> status >= 500 ? new EmbeddingsReply.Failed(reason, retryAfterNanos(response)) : new EmbeddingsReply.Broken(reason);
        };
    }

    /** Without line breaks and other control characters, which would forge lines of the log. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    }

    private long retryAfterNanos(HttpResponse<?> response) {
        Optional<Duration> after = response.headers().firstValue("retry-after-ms").flatMap(EmbeddingsClient::number).map(Duration::ofMillis)
                .or(() -> response.headers().firstValue("Retry-After").flatMap(this::retryAfter));
        return after.filter(duration -> !duration.isNegative())
                .map(duration -> duration.compareTo(LONGEST_WAIT) < 0 ? duration : LONGEST_WAIT).orElse(Duration.ZERO).toNanos();
    }

    /** Seconds, or a date of HTTP. */
    private Optional<Duration> retryAfter(String value) {
        Optional<Duration> seconds = number(value).map(Duration::ofSeconds);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant then = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(Duration.between(clock.instant(), then));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(String value) {
        String digits = value.strip();
        return digits.matches("\\d{1,9}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
