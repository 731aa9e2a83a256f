package dev.regraft.dev;

import java.nio.file.Path;

/** A real Kafka broker in the JVM of the tests. */
public final class TestBroker implements AutoCloseable {

    private final int port = KraftServer.freePort();
    private final KraftServer server;

    /** @param directory for its log, new or that of an earlier broker */
    public TestBroker(Path directory) {
        server = new KraftServer(directory, port);
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        server.close();
    }
}
