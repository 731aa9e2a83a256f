package dev.regraft.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node, broker and controller in one, on localhost. Its log survives restarts in a folder that can be thrown away.
 */
final class KraftServer implements AutoCloseable {

    private final KafkaRaftServer server;

    /**
     * Formats the folder if it is new, and starts.
     *
     * @throws UncheckedIOException if the folder cannot be written or a port is taken
     */
    KraftServer(Path directory, int port) {
        requireFree(port);
        Path log = directory.toAbsolutePath();
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(log);
        }
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties(log, port, freePort()), false), Time.SYSTEM);
        server.startup();
    }

    private static void format(Path log) {
        try {
            Files.createDirectories(log);
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(log.toString())
                    .addDirectory(log.toString())
                    .run();
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException("folder of the embedded broker cannot be formatted: " + log, e));
        }
    }

    private static Properties properties(Path log, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("log.dirs", log.toString());
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("broker.session.timeout.ms", "2000");
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", Integer.toString(64 << 20));
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        return properties;
    }

    private static void requireFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            // It is free.
        } catch (IOException e) {
            throw new UncheckedIOException("port of the embedded broker must be free (regraft.broker.port): " + port, e);
        }
    }

    /** A port of this machine that nobody listens on just now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
