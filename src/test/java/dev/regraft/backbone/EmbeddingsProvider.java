package dev.regraft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** A provider of embeddings on this machine: it answers as OpenAI's API does, or as it is told to. */
public final class EmbeddingsProvider implements AutoCloseable {

    /** The text that the provider does not take. */
    static final String REFUSED = "refused";
    /** The text at which it fails. */
    static final String POISON = "poison";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    private volatile Function<List<String>, Reply> always = texts -> vectors(texts, 3);
    private volatile Semaphore gate;

    /** A request as it came. */
    public record Received(List<String> texts, Headers headers, JsonNode body, long atNanos) {
    }

    /** An answer. */
    public record Reply(int status, Map<String, String> headers, String body) {

        public static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body);
        }

        public Reply with(String header, String value) {
            return new Reply(status, Map.of(header, value), body);
        }
    }

    /** Starts it, on a free port. */
    public EmbeddingsProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v1/embeddings", this::answer);
        server.start();
    }

    /** Where it answers. */
    public URI baseUrl() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/v1");
    }

    /** The requests so far. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Answers the next request so, one after the other. */
    EmbeddingsProvider next(Reply... some) {
        replies.addAll(List.of(some));
        return this;
    }

    /** Answers all that nothing else is said of so. */
    public EmbeddingsProvider always(Function<List<String>, Reply> answers) {
        always = answers;
        return this;
    }

    /** Lets requests wait from now on. */
    void hold() {
        gate = new Semaphore(0);
    }

    /** Answers those that wait, and all that come. */
    void letGo() {
        Semaphore held = gate;
        gate = null;
        held.release(1_000);
    }

    void awaitReceived(int requests) throws InterruptedException {
        for (int i = 0; received.size() < requests; i++) {
            if (i > 10_000) {
                throw new AssertionError("only " + received.size() + " of " + requests + " requests came");
            }
            Thread.sleep(1);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        List<String> texts = new ArrayList<>();
        body.get("input").forEach(text -> texts.add(text.asText()));
        received.add(new Received(texts, exchange.getRequestHeaders(), body, System.nanoTime()));
        Semaphore held = gate;
        if (held != null) {
            held.acquireUninterruptibly();
        }
        Reply told = replies.poll();
        Reply reply = told == null ? always.apply(texts) : told;
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Vectors as numbers; 400 or 500 if a text is one that is not taken. */
    public static Reply vectors(List<String> texts, int dimension) {
        if (texts.contains(REFUSED)) {
            return Reply.of(400, "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"param\":\"input\",\"code\":null}}");
        }
        if (texts.contains(POISON)) {
            return Reply.of(500, "boom");
        }
        ObjectNode answer = MAPPER.createObjectNode().put("object", "list").put("model", "toy");
        for (int i = texts.size() - 1; i >= 0; i--) {
            ObjectNode item = answer.withArray("data").addObject().put("object", "embedding").put("index", i);
            for (float x : vector(texts.get(i), dimension)) {
                item.withArray("embedding").add(x);
            }
        }
        answer.putObject("usage").put("prompt_tokens", 10 * texts.size()).put("total_tokens", 10 * texts.size());
        return Reply.of(200, answer.toString());
    }

    /** A vector, not of length one, that the text decides. */
    static float[] vector(String text, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = 1 + (text.hashCode() >>> 4 * i & 15);
        }
        return vector;
    }

    @Override
    public void close() {
        Semaphore held = gate;
        if (held != null) {
            held.release(1_000);
        }
        server.stop(0);
        threads.close();
    }
}
