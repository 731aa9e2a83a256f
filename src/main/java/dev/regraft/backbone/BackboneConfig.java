package dev.regraft.backbone;

import dev.regraft.onnx.Provider;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The backbones of this process: {@code regraft.*}. */
@ConfigMapping(prefix = "regraft")
public interface BackboneConfig {

    /**
     * Name of the backbone of a task that names none: all-minilm-l6-v2, all-minilm-l6-v2-q, bge-small-en-v1.5, bge-small-en-v1.5-q,
     * efficientnet-lite0, none.
     */
    @WithDefault("all-minilm-l6-v2")
    String backbone();

    /** The folder for what can be made again: prepared backbones, the embedded broker's log. */
    @WithDefault(".regraft")
    Path directory();

    /** What runs their networks. */
    OnnxConfig onnx();

    /** What runs the networks of backbones: {@code regraft.onnx.*}. */
    interface OnnxConfig {

        /**
         * auto: a CUDA device if this build has CUDA and the device works, else the processors; cpu: the processors; cuda: a CUDA device, or
         * the service does not start.
         */
        @WithDefault("auto")
        Provider provider();

        /** Number of the CUDA device. */
        @WithDefault("0")
        int device();

        /** Memory of the device that each network may take, as 2G; all of it if not given. */
        Optional<MemorySize> memoryLimit();
    }

    /** The threads that run backbones. */
    LaneConfig lanes();

    /** The threads that run backbones: {@code regraft.lanes.*}. */
    interface LaneConfig {

        /** How many; by default one for each processor, and one alone for a CUDA device. */
        OptionalInt count();

        /** Most tokens in one run, over all its rows. */
        @WithDefault("512")
        int batchTokens();
    }

    /** What is refused for being too much. */
    LimitConfig limits();

    /** What is refused for being too much: {@code regraft.limits.*}. */
    interface LimitConfig {

        /** Characters of a text. */
        @WithDefault("100000")
        int textCharacters();

        /** Numbers of a vector made elsewhere. */
        @WithDefault("4096")
        int features();

        /** Millions of pixels of an image, by what its file says, before it is decoded. */
        @WithDefault("50")
        int imageMegapixels();

        /** Requests that wait for the backbone before one is answered 429. */
        @WithDefault("1024")
        int waitingRequests();
    }
}
