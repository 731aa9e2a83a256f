package dev.regraft.dev;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** A real Kafka broker in this JVM, if the configuration wants one: up before anything reads the log, down after it. */
@Singleton
public final class EmbeddedBroker {

    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);
    private static final int LAST = 100_000;

    private final DevConfig config;
    private final String bootstrapServers;
    private KraftServer server;

    public EmbeddedBroker(DevConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        if (config.broker().mode() != DevConfig.BrokerMode.EMBEDDED) {
            return;
        }
        String own = "localhost:" + config.broker().port();
        if (!bootstrapServers.equals(own)) {
            LOG.infof("No embedded broker: kafka.bootstrap.servers names %s", bootstrapServers);
            return;
        }
        requirePackaged();
        Path directory = config.directory().resolve("broker");
        long startNanos = System.nanoTime();
        server = new KraftServer(directory, config.broker().port());
        LOG.infof("Embedded Kafka broker on %s, in %d ms; its log is in %s and survives restarts; delete the folder to begin anew",
                own, (System.nanoTime() - startNanos) / 1_000_000, directory);
    }

    private static void requirePackaged() {
        try {
            Class.forName("kafka.server.KafkaRaftServer", false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("regraft.broker must be external: this package was built without the embedded broker", e);
        }
    }

    void stop(@Observes @Priority(LAST) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        if (server != null) {
            server.close();
        }
    }
}
