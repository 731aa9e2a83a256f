package dev.regraft.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A real Kafka broker in the JVM of the tests. */
public final class TestBroker implements AutoCloseable {

    private final int port = freePort();
    private final KraftServer server;

    /** @param directory for its log, new or that of an earlier broker */
    public TestBroker(Path directory) {
        server = new KraftServer(directory, port);
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
