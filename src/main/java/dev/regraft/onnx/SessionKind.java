package dev.regraft.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/**
 * What a session is for, and with that how it is opened: the one place that decides.
 *
 * <p>On the processors a session uses the thread that runs it and no other. Denormals are not flushed
 * ({@code session.set_denormal_as_zero}): without a thread pool the option changes the one thread that opens the process's first session,
 * Java's own arithmetic on it included, and no lane.
 */
enum SessionKind {

    /** Runs a backbone, on whatever device it is given. */
    BACKBONE,

    /** Runs a network to hold another against it, or to look into it: always on the processors. */
    REFERENCE,

    /** Runs a network that nobody trusts yet, in the memory of {@link TrialMemory} alone: nothing is computed or copied beforehand. */
    TRIAL,

    /** Tells shapes, and runs nothing: nothing is optimised, and so nothing computed while it is loaded. */
    SHAPES,

    /**
     * A few nodes of our own that run on matrices of all sizes, for which no pattern of memory is kept. On the processors even where there
     * is CUDA: a product takes microseconds, as long as its matrices would take to the device and back.
     */
    KERNEL;

    /**
     * Options to be closed when the session is open.
     *
     * @param device where a backbone runs; the other kinds run on the processors all the same
     * @throws OrtException if the device does not take them
     */
    OrtSession.SessionOptions options(Device device) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            switch (this) {
                case BACKBONE -> putOn(device, options);
                case REFERENCE -> { }
                case TRIAL -> {
                    asItIs(options);
                    options.addConfigEntry("session.use_env_allocators", "1");
                    options.addConfigEntry("session.disable_prepacking", "1");
                }
                case SHAPES -> asItIs(options);
                case KERNEL -> options.setMemoryPatternOptimization(false);
            }
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private static void asItIs(OrtSession.SessionOptions options) throws OrtException {
        options.setMemoryPatternOptimization(false);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    }

    /** As {@link #options(Device)}, on the processors. */
    OrtSession.SessionOptions options() throws OrtException {
        return options(new Device.Processors());
    }

    /**
     * The same bits each time, as far as the device can: algorithms chosen by rule and not by a stopwatch, and numbers of 32 bits computed
     * as such, not with the 10 bits of precision that TF32 has. Its memory grows by what is asked for, as inputs are of all lengths.
     */
    private static void putOn(Device device, OrtSession.SessionOptions options) throws OrtException {
        if (device instanceof Device.Cuda(int number, long memoryLimitBytes)) {
            options.setMemoryPatternOptimization(false);
            options.setDeterministicCompute(true);
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(number)) {
                cuda.add("gpu_mem_limit", Long.toString(memoryLimitBytes));
                cuda.add("arena_extend_strategy", "kSameAsRequested");
                cuda.add("cudnn_conv_algo_search", "HEURISTIC");
                cuda.add("use_tf32", "0");
                options.addCUDA(cuda);
            }
        }
    }
}
