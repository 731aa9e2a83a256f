package dev.regraft.backbone;

import dev.regraft.feature.GivenVectors;
import dev.regraft.onnx.Device;
import dev.regraft.onnx.DeviceChoice;
import dev.regraft.onnx.OnnxRuntime;
import dev.regraft.onnx.UnusableDeviceException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
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
        OnnxRuntime.start();
        Device device = device();
        OnnxRuntime.runBackbonesOn(device);
        // A device does one run at a time: what waits for it meanwhile goes together, rather than each lane with a little
        int lanes = device instanceof Device.Cuda ? 1 : LaneSettings.defaults().lanes();
        return new Backbones(config.directory(), new LaneSettings(config.lanes().count().orElse(lanes), config.limits().waitingRequests(),
                config.lanes().batchTokens()), config.limits().imageMegapixels());
    }

    /** @throws ConfigurationException if only CUDA will do, and it does not, or a number makes no sense: told in one line */
    private Device device() {
        try {
            BackboneConfig.OnnxConfig onnx = config.onnx();
            DeviceChoice choice = DeviceChoice.of(onnx.provider(), new Device.Cuda(onnx.device(),
                    onnx.memoryLimit().map(MemorySize::asLongValue).orElse(Long.MAX_VALUE)));
            choice.complaint().ifPresent(complaint -> LOG.warnf("Backbones run on the processors: %s", complaint));
            if (choice.device() instanceof Device.Cuda(int number, long _)) {
                LOG.infof("Backbones run on CUDA device %d", number);
            }
            return choice.device();
        } catch (UnusableDeviceException e) {
            throw new ConfigurationException("regraft.onnx.provider must be auto or cpu here: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("regraft.onnx.device and regraft.onnx.memory-limit: " + e.getMessage());
        }
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
