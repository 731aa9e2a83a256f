package dev.regraft.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own, with its embedded broker, on free ports and in a folder that it keeps over restarts. */
public final class PackagedService implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

    private final Path directory;
    private final List<String> options;
    private final int httpPort = freePort();
    private final int brokerPort = freePort();
    private Process process;

    private PackagedService(List<String> options) {
        this.options = options;
        try {
            this.directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "service-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it is ready. */
    public static PackagedService launch(String... options) {
        PackagedService service = new PackagedService(List.of(options));
        service.start();
        return service;
    }

    /** Starts it again where it was stopped, and waits until it is ready. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dregraft.broker=embedded",
                "-Dregraft.broker.port=" + brokerPort,
                "-Dquarkus.http.port=" + httpPort,
                "-Dquarkus.http.host=localhost",
                "-Dregraft.directory=" + directory.toAbsolutePath()));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        try {
            process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("service.log").toFile())).start();
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitReady() throws InterruptedException {
        Instant end = Instant.now().plus(READY_TIMEOUT);
        while (!answersReady()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException("the service is not ready:\n" + log());
            }
            Thread.sleep(200);
        }
    }

    private boolean answersReady() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url("/q/health/ready"))).timeout(Duration.ofSeconds(5)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has written. */
    public String log() {
        try {
            return Files.readString(directory.resolve("service.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String path) {
        return "http://localhost:" + httpPort + path;
    }

    public int httpPort() {
        return httpPort;
    }

    public String bootstrapServers() {
        return "localhost:" + brokerPort;
    }

    /** Memory of the process that is resident now, in bytes. */
    public long residentBytes() {
        try {
            String resident = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow();
            return Long.parseLong(resident.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as an operator would. */
    public Duration stop() {
        Instant start = Instant.now();
        process.destroy();
        awaitEnd();
        return Duration.between(start, Instant.now());
    }

    /** Ends it as a crash would. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the service did not end within 30 s:\n" + log());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
