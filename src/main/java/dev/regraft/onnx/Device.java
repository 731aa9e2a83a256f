package dev.regraft.onnx;

/** Where the networks of backbones run. */
public sealed interface Device {

    /** The machine's processors, one for each run. */
    record Processors() implements Device {
    }

    /**
     * A CUDA device.
     *
     * @param number of the device, from 0 on
     * @param memoryLimitBytes most memory there that each network may take for its weights and what it computes; the libraries' own
     *     comes on top
     */
    record Cuda(int number, long memoryLimitBytes) implements Device {

        public Cuda {
            if (number < 0) {
                throw new IllegalArgumentException("number of a device must be 0 or more: " + number);
            }
            if (memoryLimitBytes < 1) {
                throw new IllegalArgumentException("memory limit of a device must be positive: " + memoryLimitBytes);
            }
        }
    }
}
