package dev.regraft.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged service in a process of its own.
 *
 * <p>It is steady from when it says that it is ready, after it was started or thawed, until somebody is about to disturb it. Every change
 * begins another of its lives; an answer counts only for the life in which it was asked for.
 */
final class Replica implements AutoCloseable {

    /** Of consumers, so that the death of a replica is noticed soon; the least that a broker allows. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private final String name;
    private final ChildProcess process;
    private final ServiceClient client;
    private int life;
    private boolean up;
    private boolean steady;

    private Replica(String name, ChildProcess process, ServiceClient client) {
        this.name = name;
        this.process = process;
        this.client = client;
    }

    /**
     * A service, not started yet.
     *
     * @param roles the value of {@code regraft.roles}, given by the environment: there a service that does not know it ignores it
     * @param folder its own
     */
    static Replica of(String name, String roles, String bootstrapServers, String topicsPrefix, Path folder) {
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        arguments.addAll(List.of(
                "-Dkafka.bootstrap.servers=" + bootstrapServers,
                "-Dkafka.session.timeout.ms=" + SESSION_TIMEOUT.toMillis(),
                "-Dkafka.heartbeat.interval.ms=" + SESSION_TIMEOUT.dividedBy(4).toMillis(),
                "-Dregraft.snapshot-records=300",
                "-Dregraft.instance=" + name,
                "-Dregraft.topics.prefix=" + topicsPrefix,
                "-Dregraft.directory=" + folder.toAbsolutePath().resolve("data"),
                "-Dquarkus.http.host=localhost",
                "-Dquarkus.http.port=" + port));
        arguments.addAll(List.of("-jar", JAR.toString()));
        ChildProcess process = new ChildProcess(folder, arguments, Map.of("REGRAFT_ROLES", roles));
        return new Replica(name, process, new ServiceClient("http://localhost:" + port));
    }

    String name() {
        return name;
    }

    ServiceClient client() {
        return client;
    }

    /** Where its log is, and what it keeps. */
    Path folder() {
        return process.folder();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void start() {
        process.start();
        begin(true);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        begin(false);
        process.kill();
    }

    /** SIGTERM, without waiting. */
    void terminate() {
        begin(false);
        process.terminate();
    }

    /** @return false if it still runs after that time */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return process.awaitEnd(timeout);
    }

    /** SIGSTOP. */
    void freeze() throws InterruptedException {
        begin(false);
        process.freeze();
    }

    /** SIGCONT. */
    void thaw() throws InterruptedException {
        process.thaw();
        begin(true);
    }

    /** When it last wrote a file of those that it keeps. */
    Instant lastWrite() {
        return process.lastWrite();
    }

    private synchronized void begin(boolean up) {
        this.up = up;
        life++;
        steady = false;
    }

    synchronized int life() {
        return life;
    }

    /** Whether it was ready in this life, and is not disturbed. */
    synchronized boolean isSteady() {
        return steady;
    }

    /** Whether it is steady, and still in that life. */
    synchronized boolean isSteadyIn(int asked) {
        return steady && life == asked;
    }

    /** It said that it is ready, when it was asked in that life. */
    synchronized void sawReady(int asked) {
        steady |= up && life == asked;
    }

    /** Whether it should run, but does not. */
    synchronized boolean endedByItself() {
        return up && !process.isAlive();
    }

    /** @return false if it is not ready within that time, or has ended */
    boolean awaitSteady(Duration timeout) throws InterruptedException {
        Instant end = Instant.now().plus(timeout);
        while (!isSteady()) {
            if (Instant.now().isAfter(end) || !process.isAlive()) {
                return false;
            }
            int asked = life();
            if (client.isReady()) {
                sawReady(asked);
            } else {
                Thread.sleep(20);
            }
        }
        return true;
    }

    @Override
    public void close() {
        begin(false);
        process.close();
    }
}
