package dev.regraft.backbone;

import dev.regraft.backbone.BackboneConfig.OpenAiConfig;
import dev.regraft.backbone.BackboneConfig.RemoteConfig;
import dev.regraft.backbone.RemoteModel.ApiKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** The models that others run, as they are configured, and what they have used. Thread-safe. */
final class RemoteModels {

    private final Function<BackboneDefinition, RemoteSettings> settings;
    private final MeterRegistry meters;
    private final LongAdder texts = new LongAdder();

    /** @param settings of a definition; throws {@link IllegalArgumentException} if they cannot work */
    RemoteModels(Function<BackboneDefinition, RemoteSettings> settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
    }

    /** Those that a configuration tells how to ask. */
    static RemoteModels of(BackboneConfig config, MeterRegistry meters) {
        return new RemoteModels(definition -> settings(config, definition), meters);
    }

    /** None. */
    static RemoteModels none() {
        return new RemoteModels(definition -> {
            throw new IllegalArgumentException("this process asks no remote models: " + definition.source());
        }, new SimpleMeterRegistry());
    }

    /** Whether the network of a backbone is run by others. */
    static boolean isSource(String source) {
        return source.startsWith(RemoteModel.SCHEME);
    }

    private static RemoteSettings settings(BackboneConfig config, BackboneDefinition definition) {
        OpenAiConfig common = config.openai();
        Optional<RemoteConfig> own = Optional.ofNullable(config.backbones().get(definition.name())).map(BackboneConfig.ImportConfig::remote);
        URI baseUrl = own.flatMap(RemoteConfig::baseUrl).orElse(common.baseUrl());
        // The common key is a secret of the common URL: it goes to no other.
        Optional<ApiKey> key = own.flatMap(RemoteConfig::apiKey).or(() -> baseUrl.equals(common.baseUrl()) ? common.apiKey() : Optional.empty())
                .map(ApiKey::new);
        RemoteModel model = new RemoteModel(definition.name(), definition.source().substring(RemoteModel.SCHEME.length()), baseUrl, key,
                own.map(one -> number(one.dimensions())).orElse(null), common.textCharacters());
        RemotePace pace = new RemotePace(own.map(one -> number(one.batchItems())).orElse(common.batchItems()), common.batchCharacters(),
                common.connections(), own.flatMap(RemoteConfig::timeout).orElse(common.timeout()), common.attempts(), common.retryDelay(),
                common.breakerFailures(), common.breakerPause(),
                own.map(one -> number(one.requestsPerMinute())).orElse(number(common.requestsPerMinute())),
                own.map(one -> number(one.tokensPerMinute())).orElse(number(common.tokensPerMinute())));
        Double price = own.flatMap(one -> one.pricePerMillionTokens().stream().boxed().findFirst())
                .orElse(common.pricePerMillionTokens().stream().boxed().findFirst().orElse(null));
        return new RemoteSettings(model, pace, config.limits().waitingRequests(), price);
    }

    private static Integer number(OptionalInt number) {
        return number.isPresent() ? (Integer) number.getAsInt() : null;
    }

    /** @throws IllegalArgumentException if a backbone cannot be asked as it is configured */
    RemoteSettings settings(BackboneDefinition definition) {
        return settings.apply(definition);
    }

    /**
     * Opens one.
     *
     * @throws BackboneUnavailableException if it cannot be reached, or does not do what it should
     * @throws IllegalArgumentException if it cannot be asked as it is configured
     */
    RemoteBackbone open(BackboneDefinition definition) throws InterruptedException {
        RemoteSettings found = settings(definition);
        return RemoteBackbone.open(found, RemoteCounts.of(found, meters, texts));
    }

    /** Texts whose features have come since the start. */
    long texts() {
        return texts.sum();
    }

    /** Leaves no metrics of a backbone that was taken away. */
    void forget(String name) {
        RemoteCounts.remove(name, meters);
    }
}
