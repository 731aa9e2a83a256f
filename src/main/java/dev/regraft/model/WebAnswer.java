package dev.regraft.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * What a server answered; the body is read by whoever asked, who closes it.
 *
 * @param address that was asked
 */
record WebAnswer(URI address, HttpResponse<InputStream> response) implements AutoCloseable {

    private static final Set<Integer> TAKEN = Set.of(200, 206, 304, 416);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final int MOST_REASON = 300;

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** Bytes of the body, as the server tells; -1 if it does not. */
    long length() {
        return response.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    InputStream body() {
        return response.body();
    }

    boolean isRedirect() {
        return REDIRECTS.contains(status());
    }

    /**
     * Where a redirect leads.
     *
     * @throws WebRefusalException if nobody should go there
     */
    URI target() throws IOException {
        try {
            URI next = address.resolve(header("Location").orElse(""));
            WebAddress.requireRedirect(address, next);
            return next;
        } catch (IllegalArgumentException e) {
            close();
            throw new WebRefusalException(WebAddress.shown(address) + " leads astray: " + e.getMessage(), status());
        }
    }

    /**
     * This answer, if it is one.
     *
     * @throws UnreachableException if another try may do
     * @throws WebRefusalException if it would not
     */
    WebAnswer accepted() throws IOException {
        boolean taken = TAKEN.contains(status()) || isRedirect();
        String encoding = header("Content-Encoding").orElse("identity");
        if (taken && encoding.equalsIgnoreCase("identity")) {
            return this;
        }
        close();
        String told = WebAddress.shown(address) + " answers " + status() + reason();
        if (taken) {
            throw new WebRefusalException("a file must come as it is, not compressed: " + told + ", Content-Encoding " + encoding,
                    status());
        }
        if (COME_AGAIN.contains(status())) {
            throw new UnreachableException(told, retryAfter());
        }
        throw new WebRefusalException(told, status());
    }

    /** As a hub tells it. */
    private String reason() {
        String reason = header("X-Error-Code").orElse("") + header("X-Error-Message").map(text -> ": " + text).orElse("");
        return reason.isEmpty() ? "" : " (" + reason.substring(0, Math.min(MOST_REASON, reason.length())) + ")";
    }

    /** Seconds or a date; null for neither. */
    private Duration retryAfter() {
        String text = header("Retry-After").orElse("").strip();
        try {
            if (text.matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(text));
            }
            Duration left = Duration.between(ZonedDateTime.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
