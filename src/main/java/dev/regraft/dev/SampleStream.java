package dev.regraft.dev;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneConfig;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.Features;
import dev.regraft.feature.GivenVectors;
import dev.regraft.graft.Log;
import dev.regraft.graft.Position;
import dev.regraft.graft.Progress;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskReader;
import dev.regraft.graft.Tasks;
import dev.regraft.head.Target;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Streams the sample tickets through the task {@code support}, at a pace one can watch, and tells how the task learns. It goes on
 * where it was stopped, and does nothing once all are learned.
 */
@Singleton
public final class SampleStream {

    private static final Logger LOG = Logger.getLogger("regraft.sample");
    private static final String TASK = "support";
    private static final Duration READY_POLL = Duration.ofMillis(100);
    private static final Duration LEARN_TIMEOUT = Duration.ofSeconds(30);
    private static final int TELL_EVERY = 20;

    private final DevConfig config;
    private final BackboneConfig backboneConfig;
    private final Tasks tasks;
    private final TaskReader reader;
    private final Backbones backbones;
    private final Log log;
    private final InstantSource clock;
    private final int httpPort;
    private Thread streaming;

    public SampleStream(DevConfig config, BackboneConfig backboneConfig, Tasks tasks, TaskReader reader, Backbones backbones, Log log,
            InstantSource clock, @ConfigProperty(name = "quarkus.http.port") int httpPort) {
        this.config = config;
        this.backboneConfig = backboneConfig;
        this.tasks = tasks;
        this.reader = reader;
        this.backbones = backbones;
        this.log = log;
        this.clock = clock;
        this.httpPort = httpPort;
    }

    void start(@Observes StartupEvent event) {
        if (config.sample().enabled() && backboneConfig.backbone().equals(GivenVectors.BACKBONE)) {
            LOG.info("The sample is of texts: it is not streamed where regraft.backbone is none");
        } else if (config.sample().enabled()) {
            streaming = Thread.ofVirtual().name("regraft-sample").start(this::run);
        }
    }

    void stop(@Observes @jakarta.annotation.Priority(1) ShutdownEvent event) {
        if (streaming != null) {
            streaming.interrupt();
        }
    }

    private void run() {
        try {
            while (!tasks.complete() || !backbones.isLoaded(backboneConfig.backbone())) {
                Thread.sleep(READY_POLL);
            }
            Task task = task();
            List<Ticket> tickets = Ticket.sample();
            int learned = (int) Math.min(tickets.size(), task.state().examples());
            if (learned < tickets.size()) {
                stream(task, tickets.subList(learned, tickets.size()), learned, tickets.size());
            } else {
                LOG.infof("Task %s has learned the sample's %d tickets in an earlier run", TASK, tickets.size());
            }
            tellWhatToTry();
        } catch (InterruptedException _) {
            LOG.debug("Stopped while streaming");
        } catch (RuntimeException e) {
            LOG.error("The sample stream stopped", e);
        }
    }

    private Task task() throws InterruptedException {
        if (tasks.find(TASK).isEmpty()) {
            log.define(reader.read(TASK, StrictJson.MAPPER.createObjectNode(), Optional.empty(), backboneConfig.backbone(),
                    tasks.incarnation(TASK, clock.instant()))).toCompletableFuture().join();
            tasks.await(() -> tasks.find(TASK).isPresent(), LEARN_TIMEOUT);
            LOG.infof("Created task %s", TASK);
        }
        return tasks.find(TASK).orElseThrow();
    }

    private void stream(Task task, List<Ticket> tickets, int already, int total) throws InterruptedException {
        LOG.infof("Streaming %d support tickets through the topic, %.0f a second", tickets.size(), config.sample().rate());
        Backbone backbone = backbones.load(task.definition().backbone());
        Duration pace = Duration.ofNanos((long) (1e9 / config.sample().rate()));
        SampleProgress progress = new SampleProgress();
        for (int i = 0; i < tickets.size(); i++) {
            long startNanos = System.nanoTime();
            send(task, backbone, tickets.get(i), progress);
            if ((i + 1) % TELL_EVERY == 0 || i + 1 == tickets.size()) {
                LOG.info(progress.line(already + i + 1, total, task.state().labels().size(), task.live()));
            }
            long leftNanos = pace.toNanos() - (System.nanoTime() - startNanos);
            if (leftNanos > 0) {
                Thread.sleep(Duration.ofNanos(leftNanos));
            }
        }
        progress.awaitLast(LEARN_TIMEOUT);
        LOG.info(progress.summary());
    }

    /** Predicts the ticket with the live head, then lets it be learned. */
    private void send(Task task, Backbone backbone, Ticket ticket, SampleProgress progress) {
        task.live().ifPresent(live -> {
            Features features = backbone.extract(List.of(new Input.Text(ticket.text())), Priority.SERVE).join().getFirst().features();
            boolean right = live.head().predict(features).answer().equals(new Target.Label(ticket.label()));
            progress.predicted(ticket, right);
        });
        long sentNanos = System.nanoTime();
        Position position = log.append(task.definition(), ticket.id(), ticket.example(TASK)).toCompletableFuture().join();
        progress.sent(task, Progress.NONE.with(position), sentNanos, LEARN_TIMEOUT);
    }

    private void tellWhatToTry() {
        LOG.infof("""
                Try:
                  curl -s localhost:%1$d/tasks/support/predict -H 'Content-Type: text/plain' -d 'My parcel never came, I want my money back'
                  curl -s 'localhost:%1$d/tasks/support/examples?wait=5s' -H 'Content-Type: application/json' -d '{"text":"Do you ship to Norway?","label":"shipping-abroad"}'
                  curl -s localhost:%1$d/tasks/support""", httpPort);
    }
}
