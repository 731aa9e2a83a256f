package dev.regraft.backbone;

import dev.regraft.model.Fetching;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.Device;
import dev.regraft.onnx.OnnxRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Makes the backbones of this process by its configuration, and loads the default one in the background at the start. */
@Singleton
public final class BackboneBeans {

    private static final Logger LOG = Logger.getLogger(BackboneBeans.class);

    private final BackboneConfig config;
    private final RemoteModels remotes;

    public BackboneBeans(BackboneConfig config, MeterRegistry meters) {
        this.config = config;
        this.remotes = RemoteModels.of(config, meters);
    }

    @Produces
    @Singleton
    Backbones backbones() {
        OnnxRuntime.start();
        Device device = ConfiguredDevice.of(config.onnx());
        OnnxRuntime.runBackbonesOn(device);
        return new Backbones(config.directory(), new LaneSettings(config.lanes().count().orElse(ConfiguredDevice.lanes(device)),
                config.limits().waitingRequests(), config.lanes().batchTokens()), config.limits().imageMegapixels(),
                Fetching.usual(config.directory(), config.limits().modelBytes()), remotes);
    }

    @Produces
    @Singleton
    InputReader inputReader() {
        return new InputReader(config.limits().textCharacters(), config.limits().features(), config.limits().tensorNumbers());
    }

    void close(@Disposes Backbones backbones) {
        backbones.close();
    }

    void start(@Observes @Priority(1) StartupEvent event, Backbones backbones) {
        configured();
        if (!backbones.names().contains(config.backbone()) && !config.backbones().containsKey(config.backbone()) && !isNone()) {
            throw new IllegalStateException("regraft.backbone must be one of " + String.join(", ", backbones.names()) + ", "
                    + GivenVectors.BACKBONE + ": " + config.backbone());
        }
    }

    /** @throws IllegalStateException if a definition breaks a rule: a process that lacks what it is told to have shall not start */
    private List<BackboneDefinition> configured() {
        return config.backbones().entrySet().stream().map(entry -> {
            try {
                if (Backbones.isInTheBox(entry.getKey())) {
                    throw new RefusedException("backbone-fixed", "name", "the name is that of a backbone that comes with the service");
                }
                BackboneDefinition definition = DefinitionReader.checked(definition(entry.getKey(), entry.getValue()));
                if (RemoteModels.isSource(definition.source())) {
                    remotes.settings(definition);
                }
                return definition;
            } catch (RefusedException | IllegalArgumentException | JsonProcessingException e) {
                throw new IllegalStateException("regraft.backbones." + entry.getKey() + ": " + e.getMessage(), e);
            }
        }).toList();
    }

    private static BackboneDefinition definition(String name, BackboneConfig.ImportConfig said) throws JsonProcessingException {
        JsonNode preprocessing = said.preprocessing().isEmpty() ? null : new ObjectMapper().readTree(said.preprocessing().get());
        return new BackboneDefinition(name, said.source(), said.cut().orElse(null), said.pooling().orElse(null), said.normalise().orElse(null),
                preprocessing, said.maxLength().isPresent() ? (Integer) said.maxLength().getAsInt() : null, said.precision().orElse(null),
                said.sha256().orElse(null), null);
    }

    private boolean isNone() {
        return config.backbone().equals(GivenVectors.BACKBONE);
    }

    /** Loads the default backbone and those that are configured in the background, for a process that runs them. */
    public void load(Backbones backbones) {
        configured().forEach(backbones::register);
        if (isNone() || config.backbones().containsKey(config.backbone())) {
            return;
        }
        Thread.ofPlatform().name("regraft-load").start(() -> loadNow(backbones));
    }

    private void loadNow(Backbones backbones) {
        long startNanos = System.nanoTime();
        try {
            Backbone backbone = backbones.load(config.backbone());
            LOG.infof("Loaded backbone %s: dimension %d, in %d ms", config.backbone(), backbone.space().dimension(),
                    (System.nanoTime() - startNanos) / 1_000_000);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Backbone %s cannot be loaded: the service does not become ready", config.backbone());
        }
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        OnnxRuntime.stop();
    }
}
