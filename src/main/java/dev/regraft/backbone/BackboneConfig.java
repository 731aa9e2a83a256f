package dev.regraft.backbone;

import dev.regraft.onnx.Provider;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

        /**
         * Where its network comes from: {@code hf://org/name@revision}, {@code https://host/name.onnx}, {@code file:/path},
         * {@code classpath:name.onnx}, {@code openai://model}.
         */
        String source();

        /** The tensor behind which the network is cut. */
        Optional<String> cut();

        /** How the states of tokens become one vector: mean, cls, last, max, weighted-mean. */
        Optional<String> pooling();

        /** Nothing but true: vectors are brought to length one in any case. */
        Optional<Boolean> normalise();

        /** What is done to an image: JSON with the fields of a {@code preprocessor_config.json}. */
        Optional<String> preprocessing();

        /** Tokens read of a text, special ones included. */
        OptionalInt maxLength();

        /** Which of a model's files is taken: fp32, fp16, int8. */
        Optional<String> precision();

        /** What the SHA-256 of the ONNX file must be, in hex. */
        Optional<String> sha256();

        /** What is different of this one, if its network is run by others. */
        @WithParentName
        RemoteConfig remote();
    }

    /** A backbone that others run: {@code regraft.backbones.<name>.*}; what is left out is as {@link OpenAiConfig} says. */
    interface RemoteConfig {

        /** Where it is answered. */
        Optional<URI> baseUrl();

        /** The key for that URL; the common one only goes to the common URL. */
        Optional<String> apiKey();

        /** Numbers of a vector, for providers that shorten them. */
        OptionalInt dimensions();

        /** Most texts in one request. */
        OptionalInt batchItems();

        /** How long one request may take. */
        Optional<Duration> timeout();

        /** Most requests in a minute. */
        OptionalInt requestsPerMinute();

        /** Most tokens in a minute. */
        OptionalInt tokensPerMinute();

        /** What a million tokens cost, in any currency. */
        OptionalDouble pricePerMillionTokens();
    }

    /** Backbones that others run, as OpenAI's API has it. */
    OpenAiConfig openai();

    /** How each backbone is asked whose network is run by others: {@code regraft.openai.*}. */
    interface OpenAiConfig {

        /** Where embeddings are answered, without {@code /embeddings}. */
        @WithDefault("https://api.openai.com/v1")
        URI baseUrl();

        /** The key for that URL. */
        Optional<String> apiKey();

        /** Characters read of a text; the rest is cut off. */
        @WithDefault("8000")
        int textCharacters();

        /** Most texts in one request. */
        @WithDefault("64")
        int batchItems();

        /** Most characters in one request. */
        @WithDefault("100000")
        int batchCharacters();

        /** Most requests that are out at a time. */
        @WithDefault("4")
        int connections();

        /** How long one request may take, and failures may keep somebody waiting. */
        @WithDefault("30s")
        Duration timeout();

        /** How often a text is sent before who waits for it is told that it failed. */
        @WithDefault("4")
        int attempts();

        /** Time before the second attempt; twice as long before each further one, up to 30 s. */
        @WithDefault("500ms")
        Duration retryDelay();

        /** Failures in a row after which the provider is left alone. */
        @WithDefault("5")
        int breakerFailures();

        /** How long it is left alone. */
        @WithDefault("10s")
        Duration breakerPause();

        /** Most requests in a minute. */
        OptionalInt requestsPerMinute();

        /** Most tokens in a minute. */
        OptionalInt tokensPerMinute();

        /** What a million tokens cost, in any currency. */
        OptionalDouble pricePerMillionTokens();
    }

    /** The folder for what can be made again: prepared backbones, the embedded broker's log. */
    @WithDefault(".regraft")
    Path directory();

    /** What runs their networks. */
    OnnxConfig onnx();

    /** What runs the networks of backbones: {@code regraft.onnx.*}. */
    interface OnnxConfig {

        /**
         * auto: a CUDA device if this build has CUDA and the device works, else the processors; cpu: the processors; cuda: a CUDA device,
         * or the service does not start.
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

        /** Numbers of a tensor. */
        @WithDefault("1000000")
        int tensorNumbers();

        /** Millions of pixels of an image, by what its file says, before it is decoded. */
        @WithDefault("50")
        int imageMegapixels();

        /** Bytes of the files of a model that is fetched. */
        @WithDefault("2147483648")
        long modelBytes();

        /** Requests that wait for the backbone before one is answered 429. */
        @WithDefault("1024")
        int waitingRequests();
    }
}
