package dev.regraft.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks servers for files. Redirects are followed here, one by one: a token goes to the server that it is for and to no other, and
 * what was asked for encrypted is not taken in the clear. Nothing is ever decompressed: files come as they are, of the size that is told.
 *
 * @param home the server that the token is for
 * @param token who asks; null for nobody
 */
record Web(HttpClient client, URI home, String token, Patience patience) implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final int NOT_MODIFIED = 304;

    /** An answer whose body is read by whoever asked, who closes it. */
    record Answer(URI address, int status, HttpResponse<InputStream> response) implements AutoCloseable {

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

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    static Web open(URI home, String token, Patience patience) {
        return new Web(HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER).connectTimeout(patience.connect())
                .build(), home, token, patience);
    }

    /** The same, with another patience. */
    Web with(Patience other) {
        return new Web(client, home, token, other);
    }

    /**
     * What a server says of a file without sending it. A redirect to another server is an answer: what a hub says of a file stands there.
     *
     * @throws UnreachableException if it cannot be reached, after all tries
     * @throws WebRefusalException if it will not
     */
    Answer head(URI address) throws IOException, InterruptedException {
        return patiently(() -> once("HEAD", address, Map.of()));
    }

    /** What a server would send, without taking it: the head of an answer to GET, which some answer who do not answer HEAD. */
    Answer look(URI address, Map<String, String> headers) throws IOException, InterruptedException {
        return patiently(() -> {
            try (Answer answer = once("GET", address, headers)) {
                return answer;
            }
        });
    }

    /** A short answer, read to its end; thrown is as by {@link #head}. */
    byte[] read(URI address, int mostBytes) throws IOException, InterruptedException {
        return patiently(() -> {
            try (Answer answer = once("GET", address, Map.of()); Silence _ = Silence.endedBy(answer, patience.silence())) {
                return readAtMost(mostBytes, answer);
            }
        });
    }

    private static byte[] readAtMost(int mostBytes, Answer answer) throws IOException, InterruptedException {
        byte[] bytes;
        try {
            bytes = answer.body().readNBytes(mostBytes + 1);
        } catch (IOException e) {
            throw brokenOff(answer, e);
        }
        if (bytes.length > mostBytes) {
            throw new IOException("answer must have at most " + mostBytes + " bytes: " + WebAddress.shown(answer.address()));
        }
        return bytes;
    }

    /** What is thrown for a body that ended with an error; that of a thread that is interrupted does, too. */
    static UnreachableException brokenOff(Answer answer, IOException cause) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while fetching " + WebAddress.shown(answer.address()));
        }
        return new UnreachableException(WebAddress.shown(answer.address()) + " broke off: " + cause.getMessage(), cause);
    }

    private interface Call<T> {

        T ask() throws IOException, InterruptedException;
    }

    private <T> T patiently(Call<T> call) throws IOException, InterruptedException {
        for (int failures = 0; ; ) {
            try {
                return call.ask();
            } catch (UnreachableException e) {
                if (++failures >= patience.attempts()) {
                    throw e;
                }
                patience.rest(failures, e);
            }
        }
    }

    /**
     * One try.
     *
     * @return an answer of 200, 206, 304 or 416, or to HEAD a redirect to another server
     * @throws UnreachableException if another try may do
     * @throws WebRefusalException if it would not
     */
    Answer once(String method, URI address, Map<String, String> headers) throws IOException, InterruptedException {
        URI at = address;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            Answer answer = send(method, at, headers);
            URI next = REDIRECTS.contains(answer.status()) ? target(answer) : null;
            if (next == null || method.equals("HEAD") && (saysAll(answer) || !WebAddress.sameServer(at, next))) {
                return accepted(answer);
            }
            answer.close();
            at = next;
        }
        throw new IOException("there must be at most " + MOST_REDIRECTS + " redirects: " + WebAddress.shown(address));
    }

    /** A hub that sends elsewhere for the content says what it is itself. */
    private static boolean saysAll(Answer answer) {
        return answer.header("X-Linked-Etag").isPresent();
    }

    private Answer send(String method, URI address, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()).timeout(patience.silence())
                .header("Accept-Encoding", "identity").header("User-Agent", "regraft");
        headers.forEach(request::header);
        if (token != null && WebAddress.sameServer(home, address)) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            return new Answer(address, response.statusCode(), response);
        } catch (IOException e) {
            throw new UnreachableException(WebAddress.shown(address) + " must be reachable: " + (e.getMessage() == null
                    ? e.getClass().getSimpleName() : e.getMessage()), e);
        }
    }

    private static URI target(Answer answer) throws IOException {
        String location = answer.header("Location").orElse("");
        try {
            URI next = answer.address().resolve(location);
            WebAddress.requireRedirect(answer.address(), next);
            return next;
        } catch (IllegalArgumentException e) {
            throw new WebRefusalException(WebAddress.shown(answer.address()) + " leads astray: " + e.getMessage(), answer.status());
        } finally {
            answer.close();
        }
    }

    private static Answer accepted(Answer answer) throws IOException {
        int status = answer.status();
        boolean taken = status == 200 || status == 206 || status == 416 || status == NOT_MODIFIED || REDIRECTS.contains(status);
        String encoding = answer.header("Content-Encoding").orElse("identity");
        if (taken && encoding.equalsIgnoreCase("identity")) {
            return answer;
        }
        answer.close();
        String told = WebAddress.shown(answer.address()) + " answers " + status + reason(answer);
        if (taken) {
            throw new WebRefusalException("a file must come as it is, not compressed: " + told + ", Content-Encoding " + encoding, status);
        }
        if (COME_AGAIN.contains(status)) {
            throw new UnreachableException(told, retryAfter(answer));
        }
        throw new WebRefusalException(told + meaning(status), status);
    }

    private static String reason(Answer answer) {
        String reason = answer.header("X-Error-Code").orElse("") + answer.header("X-Error-Message").map(text -> ": " + text).orElse("");
        return reason.isEmpty() ? "" : " (" + reason.substring(0, Math.min(300, reason.length())) + ")";
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401 -> ": there is no such model, or a token must open it (HF_TOKEN)";
            case 403 -> ": the token (HF_TOKEN) must be allowed to read this model; some want their terms to be accepted first";
            case 404 -> ": there is no such model, revision or file";
            default -> "";
        };
    }

    /** Seconds or a date. */
    private static Duration retryAfter(Answer answer) {
        String text = answer.header("Retry-After").orElse("").strip();
        try {
            if (!text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit)) {
                return Duration.ofSeconds(Long.parseLong(text));
            }
            Duration left = Duration.between(ZonedDateTime.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Web[" + home + "]";
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
