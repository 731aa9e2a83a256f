package dev.regraft.model;

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
import java.util.Map;

/**
 * Asks servers for files. Redirects are followed here, one by one: a token goes to the server that it is for and to no other, and
 * what was asked for encrypted is not taken in the clear. Nothing is ever decompressed: files come as they are, of the size that is told.
 *
 * @param home the server that the token is for
 * @param token who asks; null for nobody
 */
record Web(HttpClient client, URI home, String token, Patience patience) implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;

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
    WebAnswer head(URI address) throws IOException, InterruptedException {
        return patiently(() -> once("HEAD", address, Map.of()));
    }

    /** What a server would send, without taking it: the head of an answer to GET, which some answer who do not answer HEAD. */
    WebAnswer look(URI address, Map<String, String> headers) throws IOException, InterruptedException {
        return patiently(() -> {
            try (WebAnswer answer = once("GET", address, headers)) {
                return answer;
            }
        });
    }

    /** A short answer, read to its end; thrown is as by {@link #head}. */
    byte[] read(URI address, int mostBytes) throws IOException, InterruptedException {
        return patiently(() -> {
            try (WebAnswer answer = once("GET", address, Map.of()); Silence _ = Silence.endedBy(answer, patience.silence())) {
                return readAtMost(mostBytes, answer);
            }
        });
    }

    private static byte[] readAtMost(int mostBytes, WebAnswer answer) throws IOException, InterruptedException {
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
    static UnreachableException brokenOff(WebAnswer answer, IOException cause) throws InterruptedException {
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
    WebAnswer once(String method, URI address, Map<String, String> headers) throws IOException, InterruptedException {
        URI at = address;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            WebAnswer answer = send(method, at, headers);
            if (!answer.isRedirect()) {
                return answer.accepted();
            }
            URI next = answer.target();
            if (method.equals("HEAD") && (saysAll(answer) || !WebAddress.sameServer(at, next))) {
                return answer.accepted();
            }
            answer.close();
            at = next;
        }
        throw new IOException("there must be at most " + MOST_REDIRECTS + " redirects: " + WebAddress.shown(address));
    }

    /** A hub that sends elsewhere for the content says what it is itself. */
    private static boolean saysAll(WebAnswer answer) {
        return answer.header("X-Linked-Etag").isPresent();
    }

    private WebAnswer send(String method, URI address, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()).timeout(patience.silence())
                .header("Accept-Encoding", "identity").header("User-Agent", "regraft");
        headers.forEach(request::header);
        if (token != null && WebAddress.sameServer(home, address)) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            return new WebAnswer(address, response);
        } catch (IOException e) {
            throw new UnreachableException(WebAddress.shown(address) + " must be reachable: " + (e.getMessage() == null
                    ? e.getClass().getSimpleName() : e.getMessage()), e);
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
