package dev.regraft.backbone;

import dev.regraft.feature.GivenVectors;
import dev.regraft.onnx.OnnxRuntime;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Makes the backbones of this process by its configuration, and loads the default one in the background at the start. */
@Singleton
public final class BackboneBeans {

    private static final Logger LOG = Logger.getLogger(BackboneBeans.class);

    private final BackboneConfig config;

    public BackboneBeans(BackboneConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    Backbones backbones() {
        LaneSettings defaults = LaneSettings.defaults();
        return new Backbones(config.directory(), new LaneSettings(config.lanes().count().orElse(defaults.lanes()),
                config.limits().waitingRequests(), config.lanes().batchTokens()), config.limits().imageMegapixels());
    }

    @Produces
    @Singleton
    InputReader inputReader() {
        return new InputReader(config.limits().textCharacters(), config.limits().features());
    }

    void close(@Disposes Backbones backbones) {
        backbones.close();
    }

    void start(@Observes @Priority(1) StartupEvent event, Backbones backbones) {
        if (!backbones.names().contains(config.backbone()) && !isNone()) {
            throw new IllegalStateException("regraft.backbone must be one of " + String.join(", ", backbones.names()) + ", "
                    + GivenVectors.BACKBONE + ": " + config.backbone());
        }
        OnnxRuntime.start();
    }

    private boolean isNone() {
        return config.backbone().equals(GivenVectors.BACKBONE);
    }

    /** Loads the default backbone in the background, for a process that runs it; nothing if that is {@code none}. */
    public void load(Backbones backbones) {
        if (isNone()) {
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
