package dev.regraft.serve;

import dev.regraft.backbone.BackboneConfig;
import dev.regraft.backbone.Backbones;
import dev.regraft.feature.GivenVectors;
import dev.regraft.graft.LogStatus;
import dev.regraft.graft.Roles;
import dev.regraft.graft.Roles.Role;
import dev.regraft.graft.Tasks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Whether this process can do its part: its backbone is loaded and warm, if it needs one, and it has read every task and head that was in
 * the log when it began. Kafka going away later does not change that: it is told here, in the data, as is whatever keeps the process from
 * learning.
 */
@Readiness
@Startup
@ApplicationScoped
public class ReadyCheck implements HealthCheck {

    private final Backbones backbones;
    private final BackboneConfig config;
    private final Tasks tasks;
    private final Roles roles;
    private final LogStatus log;

    /** Made by the container. */
    public ReadyCheck(Backbones backbones, BackboneConfig config, Tasks tasks, Roles roles, LogStatus log) {
        this.backbones = backbones;
        this.config = config;
        this.tasks = tasks;
        this.roles = roles;
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        boolean needed = (roles.roles().contains(Role.SERVE) || roles.roles().contains(Role.EXTRACT))
                && !config.backbone().equals(GivenVectors.BACKBONE);
        boolean backbone = !needed || backbones.isLoaded(config.backbone());
        boolean heads = tasks.complete();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("regraft").status(backbone && heads)
                .withData("roles", roles.roles().stream().map(role -> role.name().toLowerCase(Locale.ROOT)).sorted()
                        .collect(Collectors.joining(",")))
                .withData("backbone", !needed ? "not needed" : backbone ? "loaded and warm" : "loading")
                .withData("heads", heads ? "read from the log" : "being read from the log")
                .withData("tasks", tasks.all().size());
        log.refusal().ifPresent(reason -> answer.withData("log", "refused: " + reason));
        log.describe().forEach(answer::withData);
        return answer.build();
    }
}
