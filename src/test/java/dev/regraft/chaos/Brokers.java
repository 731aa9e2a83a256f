package dev.regraft.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka cluster of one node, or of three that replicate everything and need two in sync; each node is a process of its own. */
final class Brokers implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final List<ChildProcess> nodes = new ArrayList<>();
    private final String bootstrapServers;

    private Brokers(int count, Path folder) {
        List<Integer> ports = IntStream.range(0, count).mapToObj(_ -> Ports.free()).toList();
        List<Integer> controllers = IntStream.range(0, count).mapToObj(_ -> Ports.free()).toList();
        bootstrapServers = ports.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
        String voters = IntStream.range(0, count).mapToObj(i -> (i + 1) + "@localhost:" + controllers.get(i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < count; i++) {
            Properties properties = properties(count);
            properties.put("node.id", Integer.toString(i + 1));
            properties.put("controller.quorum.voters", voters);
            properties.put("listeners", "PLAINTEXT://localhost:" + ports.get(i) + ",CONTROLLER://localhost:" + controllers.get(i));
            properties.put("advertised.listeners", "PLAINTEXT://localhost:" + ports.get(i));
            nodes.add(node(folder.resolve("broker-" + (i + 1)).toAbsolutePath(), properties));
        }
    }

    /** Starts so many nodes, and waits until they answer. */
    static Brokers start(int count, Path folder) throws InterruptedException {
        Brokers brokers = new Brokers(count, folder);
        brokers.nodes.forEach(ChildProcess::start);
        brokers.awaitAnswer();
        return brokers;
    }

    private static Properties properties(int count) {
        String replicas = Integer.toString(count);
        String inSync = Integer.toString(count == 1 ? 1 : 2);
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "default.replication.factor", replicas,
                "min.insync.replicas", inSync,
                "offsets.topic.replication.factor", replicas,
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", replicas,
                "transaction.state.log.min.isr", inSync,
                "transaction.state.log.num.partitions", "4"));
        properties.putAll(Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "broker.heartbeat.interval.ms", "500",
                "broker.session.timeout.ms", "3000",
                "auto.create.topics.enable", "false",
                "message.max.bytes", Integer.toString(64 << 20),
                "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20)));
        return properties;
    }

    private static ChildProcess node(Path folder, Properties properties) {
        properties.put("log.dirs", folder.resolve("data").toString());
        Path file = folder.resolve("node.properties");
        try {
            Files.createDirectories(folder);
            try (var writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ChildProcess(folder, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp", System.getProperty("java.class.path"), BrokerMain.class.getName(), file.toString()), Map.of());
    }

    private void awaitAnswer() throws InterruptedException {
        Instant end = Instant.now().plus(START_TIMEOUT);
        while (answering() < nodes.size()) {
            if (Instant.now().isAfter(end) || !nodes.stream().allMatch(ChildProcess::isAlive)) {
                throw new IllegalStateException("the brokers did not start: see " + nodes.getFirst().folder().resolve("log"));
            }
            Thread.sleep(200);
        }
    }

    private int answering() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 5_000,
                "request.timeout.ms", 2_000))) {
            return admin.describeCluster().nodes().get().size();
        } catch (ExecutionException _) {
            return 0;
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    int count() {
        return nodes.size();
    }

    /** @param index from 0 */
    ChildProcess node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(ChildProcess::close);
    }
}
