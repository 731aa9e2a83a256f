package dev.regraft.stream;

import dev.regraft.graft.Tasks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/**
 * Starts and stops what reads the log. Starting goes on in the background and is tried until Kafka answers; until then the service is
 * not ready.
 */
@Singleton
public final class LogLifecycle {

    private static final Logger LOG = Logger.getLogger(LogLifecycle.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final KafkaClients clients;
    private final Topics topics;
    private final Tasks tasks;
    private final Follower follower;
    private final Extractor extractor;
    private final Trainer trainer;
    private final KafkaLog log;
    private final List<LogThread> threads = new ArrayList<>();
    private Thread starting;
    private volatile boolean stopping;

    public LogLifecycle(KafkaClients clients, Topics topics, Tasks tasks, Follower follower, Extractor extractor,
            Trainer trainer, KafkaLog log) {
        this.clients = clients;
        this.topics = topics;
        this.tasks = tasks;
        this.follower = follower;
        this.extractor = extractor;
        this.trainer = trainer;
        this.log = log;
    }

    void start(@Observes StartupEvent event) {
        starting = Thread.ofVirtual().name("regraft-start").start(this::startReading);
    }

    private void startReading() {
        try {
            prepareTopics();
            begin(follower.start());
            while (!tasks.complete()) {
                Thread.sleep(LOOK_AGAIN);
            }
            begin(extractor.start());
            begin(trainer.start());
        } catch (InterruptedException _) {
            LOG.debug("Stopped while starting");
        }
    }

    private void prepareTopics() throws InterruptedException {
        while (true) {
            try (Admin admin = clients.admin()) {
                topics.prepare(admin);
                return;
            } catch (Exception e) {
                if (stopping || e instanceof InterruptedException) {
                    throw new InterruptedException();
                }
                LOG.warnf("The topics are not ready, tried again in %d s: %s", RETRY.toSeconds(),
                        e instanceof ExecutionException ? e.getCause() : e);
            }
            Thread.sleep(RETRY);
        }
    }

    private void begin(LogThread thread) {
        synchronized (threads) {
            threads.add(thread);
        }
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        starting.interrupt();
        starting.join();
        List<Thread> closing = new ArrayList<>();
        synchronized (threads) {
            threads.forEach(thread -> closing.add(Thread.ofVirtual().start(thread::close)));
        }
        for (Thread thread : closing) {
            thread.join();
        }
        log.close();
    }
}
