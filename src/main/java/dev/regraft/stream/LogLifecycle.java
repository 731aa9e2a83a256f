package dev.regraft.stream;

import dev.regraft.backbone.BackboneBeans;
import dev.regraft.backbone.Backbones;
import dev.regraft.graft.LogStatus;
import dev.regraft.graft.Roles;
import dev.regraft.graft.Roles.Role;
import dev.regraft.graft.Tasks;
import io.micrometer.core.instrument.MeterRegistry;
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
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/**
 * Starts and stops what reads the log, as far as it is this process's role. Starting goes on in the background and is tried until Kafka
 * answers and the topics are as they must be; until then the service is not ready.
 */
@Singleton
public final class LogLifecycle {

    private static final Logger LOG = Logger.getLogger(LogLifecycle.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration WATCH = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final Topics topics;
    private final Tasks tasks;
    private final Follower follower;
    private final Extractor extractor;
    private final Trainer trainer;
    private final KafkaLog log;
    private final Roles roles;
    private final LogStatus status;
    private final MeterRegistry meters;
    private final List<LogThread> threads = new ArrayList<>();
    private Thread starting;
    private volatile boolean stopping;

    public LogLifecycle(KafkaClients clients, Topics topics, Tasks tasks, Follower follower, Extractor extractor,
            Trainer trainer, KafkaLog log, Roles roles, LogStatus status, MeterRegistry meters) {
        this.clients = clients;
        this.topics = topics;
        this.tasks = tasks;
        this.follower = follower;
        this.extractor = extractor;
        this.trainer = trainer;
        this.log = log;
        this.roles = roles;
        this.status = status;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event, BackboneBeans beans, Backbones backbones) {
        if (roles.roles().contains(Role.EXTRACT) || roles.roles().contains(Role.SERVE)) {
            beans.load(backbones);
        }
        starting = Thread.ofVirtual().name("regraft-start").start(this::startAndWatch);
    }

    private void startAndWatch() {
        try {
            FeaturesTopic features = prepareTopics();
            List<LogWatch> watches = new ArrayList<>();
            watches.add(begin(follower.start()));
            while (!tasks.complete()) {
                Thread.sleep(LOOK_AGAIN);
            }
            if (roles.roles().contains(Role.EXTRACT)) {
                watches.add(begin(extractor.start()));
            }
            if (roles.roles().contains(Role.TRAIN)) {
                watches.add(begin(trainer.start(features)));
            }
            while (!stopping) {
                watches.forEach(watch -> watch.look(System.nanoTime()));
                Thread.sleep(WATCH);
            }
        } catch (InterruptedException _) {
            LOG.debug("Stopped");
        }
    }

    private FeaturesTopic prepareTopics() throws InterruptedException {
        while (true) {
            try (Admin admin = clients.admin()) {
                FeaturesTopic features = topics.prepare(admin);
                status.refuse(null);
                return features;
            } catch (Exception e) {
                if (stopping || e instanceof InterruptedException) {
                    throw new InterruptedException();
                }
                Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
                if (cause instanceof UnknownTopicOrPartitionException) {
                    // Created a moment ago: not every broker knows of it yet.
                    Thread.sleep(LOOK_AGAIN);
                } else {
                    status.refuse(cause.getMessage());
                    LOG.errorf("The topics are not ready, looked at again in %d s: %s", RETRY.toSeconds(), cause.getMessage());
                    Thread.sleep(RETRY);
                }
            }
        }
    }

    private LogWatch begin(LogThread thread) {
        synchronized (threads) {
            threads.add(thread);
        }
        return new LogWatch(thread, status, meters, System.nanoTime());
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
