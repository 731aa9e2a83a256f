package dev.regraft.backbone;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What the remote backbone of a name has used since the start of the process, whenever it was opened: metrics {@code regraft.remote.*}. Thread-safe. */
final class RemoteCounts {

    private static final String PREFIX = "regraft.remote.";

    private final Counter requests;
    private final Counter failures;
    private final Counter tokens;
    private final Counter cost;
    private final Double pricePerMillionTokens;
    private final LongAdder texts;

    private RemoteCounts(String name, Double pricePerMillionTokens, MeterRegistry meters, LongAdder texts) {
        this.requests = counter("requests", "Requests sent to a remote model", name, meters);
        this.failures = counter("failures", "Requests to a remote model that brought no vectors", name, meters);
        this.tokens = counter("tokens", "Tokens as a remote model's provider counts them", name, meters);
        this.cost = pricePerMillionTokens == null ? null : counter("cost", "What those tokens cost by the configured price", name, meters);
        this.pricePerMillionTokens = pricePerMillionTokens;
        this.texts = texts;
    }

    private static Counter counter(String word, String description, String name, MeterRegistry meters) {
        return Counter.builder(PREFIX + word).description(description).tag("backbone", name).register(meters);
    }

    /** @param texts counts those of all backbones */
    static RemoteCounts of(RemoteSettings settings, MeterRegistry meters, LongAdder texts) {
        return new RemoteCounts(settings.model().name(), settings.pricePerMillionTokens(), meters, texts);
    }

    static void remove(String name, MeterRegistry meters) {
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith(PREFIX) && name.equals(meter.getId().getTag("backbone")))
                .forEach(meters::remove);
    }

    void sent() {
        requests.increment();
    }

    void failed() {
        failures.increment();
    }

    /** @param counted tokens, as the provider says */
    void answered(int answeredTexts, long counted) {
        texts.add(answeredTexts);
        tokens.increment(counted);
        if (cost != null) {
            cost.increment(counted * pricePerMillionTokens / 1e6);
        }
    }

    RemoteUsage usage(String breaker, String trouble) {
        return new RemoteUsage((long) requests.count(), (long) failures.count(), (long) tokens.count(), cost == null ? null : (Double) cost.count(),
                breaker, trouble);
    }
}
