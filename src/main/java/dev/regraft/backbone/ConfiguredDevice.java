package dev.regraft.backbone;

import dev.regraft.onnx.Device;
import dev.regraft.onnx.DeviceChoice;
import dev.regraft.onnx.UnusableDeviceException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import org.jboss.logging.Logger;

/** What runs backbones by the configuration and on this machine. */
final class ConfiguredDevice {

    private static final Logger LOG = Logger.getLogger(ConfiguredDevice.class);

    private ConfiguredDevice() {
    }

    /**
     * Chooses, and says so where it is CUDA or had been hoped to be.
     *
     * @throws ConfigurationException if only CUDA will do, and it does not, or a number makes no sense: the start fails with that one line
     */
    static Device of(BackboneConfig.OnnxConfig config) {
        try {
            DeviceChoice choice = DeviceChoice.of(config.provider(), new Device.Cuda(config.device(),
                    config.memoryLimit().map(MemorySize::asLongValue).orElse(Long.MAX_VALUE)));
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

    /** A device does one run at a time: what waits for it meanwhile goes together, rather than each lane with a little. */
    static int lanes(Device device) {
        return device instanceof Device.Cuda ? 1 : LaneSettings.defaults().lanes();
    }
}
