package dev.regraft.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process of the operating system that can be killed, frozen, and started again with the same command in the same folder. What it says
 * goes to the file {@code log} there. None outlives the test.
 */
final class ChildProcess implements AutoCloseable {

    private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly)));
    }

    private final Path folder;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private volatile Process process;

    /**
     * @param arguments of the same {@code java} that runs the test
     * @param environment beside that of the test
     */
    ChildProcess(Path folder, List<String> arguments, Map<String, String> environment) {
        this.folder = folder.toAbsolutePath();
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
    }

    Path folder() {
        return folder;
    }

    void start() {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().addAll(arguments);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(folder);
            process = builder.directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
            ALL.add(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!awaitEnd(KILL_TIMEOUT)) {
            throw new IllegalStateException("killed process " + process.pid() + " did not end within " + KILL_TIMEOUT);
        }
    }

    /** SIGTERM, without waiting. */
    void terminate() {
        process.destroy();
    }

    /** @return false if it still runs after that time */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            ALL.remove(process);
        }
        return ended;
    }

    /** SIGSTOP: it stays, and does nothing. */
    void freeze() throws InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void thaw() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + process.pid() + " failed: " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When a file below its folder {@code data} was last changed; {@link Instant#EPOCH} if there is none. */
    Instant lastWrite() {
        try (var files = Files.walk(folder.resolve("data"))) {
            return files.filter(Files::isRegularFile).map(ChildProcess::changedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
        } catch (IOException | UncheckedIOException _) {
            return Instant.EPOCH;
        }
    }

    private static Instant changedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
