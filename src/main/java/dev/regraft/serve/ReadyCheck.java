package dev.regraft.serve;

import dev.regraft.backbone.BackboneConfig;
import dev.regraft.backbone.Backbones;
import dev.regraft.graft.Tasks;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Whether this replica can answer: its backbone is loaded and warm, and it has read every task and head that was in the log when it
 * began. Kafka going away later does not change that.
 */
@Readiness
@Startup
@ApplicationScoped
public class ReadyCheck implements HealthCheck {

    private final Backbones backbones;
    private final BackboneConfig config;
    private final Tasks tasks;

    /** Made by the container. */
    public ReadyCheck(Backbones backbones, BackboneConfig config, Tasks tasks) {
        this.backbones = backbones;
        this.config = config;
        this.tasks = tasks;
    }

    @Override
    public HealthCheckResponse call() {
        boolean backbone = backbones.isLoaded(config.backbone());
        boolean heads = tasks.complete();
        return HealthCheckResponse.named("regraft").status(backbone && heads)
                .withData("backbone", backbone ? "loaded and warm" : "loading")
                .withData("heads", heads ? "read from the log" : "being read from the log")
                .withData("tasks", tasks.all().size())
                .build();
    }
}
