package dev.regraft.onnx;

/** What may run the networks of backbones, as it is asked for. */
public enum Provider {

    /** CUDA where this build has it and the device works, else the processors. */
    AUTO,

    /** The processors. */
    CPU,

    /** CUDA and nothing else. */
    CUDA
}
