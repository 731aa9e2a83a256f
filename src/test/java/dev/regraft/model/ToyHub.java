package dev.regraft.model;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A hub with one model, on this machine, and a second server beside it to which it sends those who want a large file, as the real one
 * does. Both can be made to misbehave.
 */
public final class ToyHub implements AutoCloseable {

    static final String REPOSITORY = "toys/tiny";
    /** From this many bytes on a file lies on the second server. */
    private static final int LARGE = 1_000;

    /** What somebody asked for. */
    public record Asked(String server, String method, String path, String range, String authorization) {
    }

    /** Does something else than answer. */
    public interface Prank {
        void play(HttpExchange exchange) throws IOException;
    }

    private final HttpServer hub = server("hub");
    private final HttpServer store = server("store");
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> etags = new ConcurrentHashMap<>();
    private final Map<String, Deque<Prank>> pranks = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile String commit = "a".repeat(40);
    private volatile String token;
    private volatile boolean ignoresRanges;

    private HttpServer server(String name) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> handle(name, exchange));
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public ToyHub file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public ToyHub file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that no compression makes small, the same for the same seed. */
    public static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** From now on the branch is there. */
    public void commit(String now) {
        commit = now;
    }

    public String commit() {
        return commit;
    }

    /** From now on nobody is answered who does not have it. */
    public void requireToken(String wanted) {
        token = wanted;
    }

    public void ignoreRanges() {
        ignoresRanges = true;
    }

    /** What the hub says a file's content is called. */
    public void etag(String path, String etag) {
        etags.put(path, etag);
    }

    /** The next who asks that server for that has this played on them. */
    public void prank(String server, String method, String path, Prank prank) {
        pranks.computeIfAbsent(server + " " + method + " " + path, _ -> new ArrayDeque<>()).add(prank);
    }

    /** Sends that status and no more. */
    public static Prank status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    /** Sends the beginning of a file and hangs up. */
    public Prank breakOff(String path, int afterBytes) {
        return exchange -> {
            byte[] content = files.get(path);
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            if (range != null) {
                exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            exchange.getResponseBody().write(content, from, afterBytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    public URI address() {
        return address(hub);
    }

    public URI storeAddress() {
        return address(store);
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Asked> asked() {
        return asked;
    }

    /** {@code METHOD path} of what was asked of a server. */
    public List<String> asked(String server) {
        return asked.stream().filter(call -> call.server().equals(server)).map(call -> call.method() + " " + call.path()).toList();
    }

    private void handle(String server, HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        Headers headers = exchange.getRequestHeaders();
        asked.add(new Asked(server, method, path, headers.getFirst("Range"), headers.getFirst("Authorization")));
        Deque<Prank> waiting = pranks.getOrDefault(server + " " + method + " " + path, new ArrayDeque<>());
        if (!waiting.isEmpty()) {
            waiting.poll().play(exchange);
        } else if (server.equals("store")) {
            send(exchange, files.get(path.substring(1)));
        } else if (token != null && !("Bearer " + token).equals(headers.getFirst("Authorization"))) {
            status(401, "X-Error-Code", "RepoNotFound").play(exchange);
        } else if (path.startsWith("/api/models/" + REPOSITORY + "/revision/")) {
            list(exchange, path.substring(path.lastIndexOf('/') + 1));
        } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + commit + "/")) {
            resolve(exchange, path.substring(("/" + REPOSITORY + "/resolve/" + commit + "/").length()));
        } else if (files.containsKey(path.substring(1))) {
            revalidate(exchange, path.substring(1));
        } else {
            status(404, "X-Error-Code", "RepoNotFound").play(exchange);
        }
    }

    private void list(HttpExchange exchange, String revision) throws IOException {
        if (!revision.equals("main") && !revision.equals(commit)) {
            status(404, "X-Error-Code", "RevisionNotFound").play(exchange);
            return;
        }
        String siblings = files.keySet().stream().map(path -> "{\"rfilename\":\"" + path.replace("\\", "\\\\") + "\"}")
                .collect(Collectors.joining(","));
        send(exchange, ("{\"id\":\"" + REPOSITORY + "\",\"sha\":\"" + commit + "\",\"siblings\":[" + siblings + "]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(HttpExchange exchange, String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            status(404, "X-Error-Code", "EntryNotFound").play(exchange);
            return;
        }
        exchange.getResponseHeaders().add("X-Repo-Commit", commit);
        String etag = "\"" + etags.getOrDefault(path, content.length >= LARGE ? Sha256.of(content) : gitName(content)) + "\"";
        if (content.length >= LARGE) {
            exchange.getResponseHeaders().add("X-Linked-Etag", etag);
            exchange.getResponseHeaders().add("X-Linked-Size", Integer.toString(content.length));
            exchange.getResponseHeaders().add("Location", storeAddress() + "/" + path + "?signature=secret");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        } else {
            exchange.getResponseHeaders().add("ETag", etag);
            send(exchange, content);
        }
    }

    /** A plain file at an address. */
    private void revalidate(HttpExchange exchange, String path) throws IOException {
        String etag = "\"" + Sha256.of(files.get(path)).substring(0, 8) + "\"";
        exchange.getResponseHeaders().add("ETag", etag);
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            send(exchange, files.get(path));
        }
    }

    private void send(HttpExchange exchange, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        String range = ignoresRanges ? null : exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (range != null && from >= content.length) {
            status(416).play(exchange);
            return;
        }
        if (range != null) {
            exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(Arrays.copyOfRange(content, from, content.length));
        } catch (IOException _) {
            // Who asked has heard enough.
        }
    }

    public static String gitName(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
