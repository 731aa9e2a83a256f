package dev.regraft.backbone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Map;
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

    /**
     * Backbones that are imported at the start, by name; they cannot be changed over REST. A name with dots is put in quotes:
     * {@code regraft.backbones."e5-small-v2.1".source}.
     */
    Map<String, ImportConfig> backbones();

    /** A backbone that is imported: {@code regraft.backbones.<name>.*}. */
    interface ImportConfig {

        /** Where its network comes from: {@code classpath:name.onnx}, {@code file:/path}. */
        String source();

        /** The tensor behind which the network is cut. */
        Optional<String> cut();

        /** How the states of tokens become one vector: mean, cls, last, max. */
        Optional<String> pooling();

        /** Whether the network's own vectors have length one. */
        Optional<Boolean> normalise();

        /** What is done to an image: JSON with the fields of a {@code preprocessor_config.json}. */
        Optional<String> preprocessing();

        /** Tokens read of a text, special ones included. */
        OptionalInt maxLength();

        /** Which of a model's files is taken: fp32, fp16, int8. */
        Optional<String> precision();

        /** What the SHA-256 of the ONNX file must be, in hex. */
        Optional<String> sha256();
    }

    /** The folder for what can be made again: prepared backbones, the embedded broker's log. */
    @WithDefault(".regraft")
    Path directory();

    /** The threads that run backbones. */
    LaneConfig lanes();

    /** The threads that run backbones: {@code regraft.lanes.*}. */
    interface LaneConfig {

        /** How many; by default one for each processor. */
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

        /** Numbers of a tensor. */
        @WithDefault("1000000")
        int tensorNumbers();

        /** Millions of pixels of an image, by what its file says, before it is decoded. */
        @WithDefault("50")
        int imageMegapixels();

        /** Requests that wait for the backbone before one is answered 429. */
        @WithDefault("1024")
        int waitingRequests();
    }
}
